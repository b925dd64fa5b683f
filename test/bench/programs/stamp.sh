#!/bin/sh
# An agent whose first act is to say when it runs: nanoseconds since the epoch, in a file of its worktree and on stdout.
# It stays for the seconds that its first argument says, so that ends do not mix with starts.
date +%s%N | tee started
exec sleep "${1:-0}"
