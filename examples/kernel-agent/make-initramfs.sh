#!/bin/sh
# sh make-initramfs.sh AGENT OUTPUT: a root file system with nothing but the agent, as the kernel's first process.
set -e
root=$(mktemp -d)
trap 'rm -r "$root"' EXIT
cp "$1" "$root/init"
(cd "$root" && echo init | cpio --quiet -o -H newc) > "$2"
