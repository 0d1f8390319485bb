#!/bin/sh
# sh when-ready.sh PROGRAM ARGS: runs a machine, passes requests on to it once the agent in it says that it is ready, and
# ends it when there are no more. Before that a serial port may lose bytes, and a console may echo them; afterwards not
# every kernel can turn its machine off.
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
{
  until [ -s "$folder/ready" ]; do sleep 0.1; done
  machine=$(cat "$folder/pid")
  rm -rf "$folder"
  cat
  kill "$machine" 2> /dev/null
} | sh -c 'echo $$ > "$0"; exec "$@"' "$folder/pid" "$@" | sed -u "/kernel-agent is ready/w $folder/ready"
