// An observation that takes no more than can be there: a table whose lists lead in a circle would fill it for ever.
import type { Id } from '../../contract/id.ts';
import { FlatObservation } from '../../contract/observation/flat-observation.ts';
import { IdLists } from '../../contract/observation/id-lists.ts';

/** Far more than the runs of the alarm can come to, in which a few ids recur. */
const ENTRIES_MAX = 2000;

class BoundedLists extends IdLists {
  override push(id: Id): void {
    super.push(id);
    if (this.total > ENTRIES_MAX) throw new RangeError('a list that is shown does not end');
  }
}

/** Throws where a list is longer than can be. */
export class BoundedObservation extends FlatObservation {
  override readonly children: IdLists = new BoundedLists();
  override readonly threads: IdLists = new BoundedLists();
  override readonly members: IdLists = new BoundedLists();
  override readonly groups: IdLists = new BoundedLists();
}
