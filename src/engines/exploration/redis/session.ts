// The connections of one process to Redis, by packages that are loaded only where they are wanted: there from the start, of a
// version that will do, and back within a minute whenever they break.
import { Hindrance } from '../../../contract/hindrance.ts';
import { whyNot } from '../../../contract/file-trouble.ts';
import type { Redis } from 'ioredis';
import type * as BullMQ from 'bullmq';

/** The oldest Redis that has all that the queue asks of it. */
const VERSION_MIN = [6, 2] as const;
const CONNECT_MS = 5000;
/** A Redis that is away for longer is given up; one that is started again is back by then. */
const AWAY_MAX_MS = 60_000;
const RECONNECT_MS = 500;

/** A Redis that answers. */
export interface RedisSession {
  readonly bullmq: typeof BullMQ;
  /** Its place, without words that are secret. */
  readonly place: string;
  /** A new connection, which is made again when it breaks. */
  readonly connect: () => Redis;
  /** Is rejected, with a sentence, where Redis stays away. */
  readonly gone: Promise<never>;
  readonly close: () => void;
}

/** The address without what is secret in it. */
function publicAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

/** Connects; a sentence as a hindrance where the packages or Redis are missing, or too old. */
export async function openRedis(url: string): Promise<RedisSession> {
  const { bullmq, ioredis } = await packages();
  const place = publicAddress(url);
  const first = new ioredis.Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    retryStrategy: () => null,
  });
  let trouble: unknown;
  first.on('error', (error) => (trouble ??= error));
  try {
    await first.connect();
    refuseOld(await first.info('server'), place);
  } catch (error) {
    if (error instanceof Hindrance) throw error;
    throw new Hindrance(
      `no Redis answers at ${place}: ${whyAway(trouble ?? error)}; start redis-server there, or give another --redis`,
      { cause: error },
    );
  } finally {
    first.disconnect();
  }
  return session(url, place, bullmq, ioredis.Redis);
}

async function packages(): Promise<{
  readonly bullmq: typeof BullMQ;
  readonly ioredis: { readonly Redis: typeof Redis };
}> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (error) {
    throw new Hindrance(
      '--redis needs the packages bullmq and ioredis, and they cannot be loaded: npm install bullmq ioredis',
      { cause: error },
    );
  }
}

/** The reason in words; a connection over several addresses has one for each. */
function whyAway(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return whyAway(error.errors[0]);
  return whyNot(error);
}

function refuseOld(info: string, place: string): void {
  const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? '0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [majorMin, minorMin] = VERSION_MIN;
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new Hindrance(
    `the Redis at ${place} is version ${version}, and --redis needs ${VERSION_MIN.join('.')} or later: bring it up to date`,
  );
}

function session(url: string, place: string, bullmq: typeof BullMQ, Client: typeof Redis): RedisSession {
  const clients: Redis[] = [];
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => {});
  let isClosed = false;
  const giveUp = (): void =>
    gone.reject(
      new Hindrance(`the Redis at ${place} has not answered for ${AWAY_MAX_MS / 1000} s: start it again`),
    );
  const watched = (client: Redis): Redis => {
    let patience: NodeJS.Timeout | undefined;
    // Told of by `gone` where it does not come back.
    client.on('error', () => {});
    client.on('close', () => {
      patience ??= isClosed ? undefined : setTimeout(giveUp, AWAY_MAX_MS);
    });
    client.on('ready', () => {
      clearTimeout(patience);
      patience = undefined;
    });
    client.on('end', () => clearTimeout(patience));
    clients.push(client);
    // The queue makes connections that wait from those that it is given.
    const duplicate = client.duplicate.bind(client);
    client.duplicate = (...options) => watched(duplicate(...options));
    return client;
  };
  const connect = (): Redis =>
    watched(
      new Client(url, {
        connectTimeout: CONNECT_MS,
        maxRetriesPerRequest: null,
        retryStrategy: () => (isClosed ? null : RECONNECT_MS),
      }),
    );
  return {
    bullmq,
    place,
    connect,
    gone: gone.promise,
    close: () => {
      isClosed = true;
      for (const client of clients) client.disconnect();
    },
  };
}
