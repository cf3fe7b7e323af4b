#!/bin/sh
# Starts PostgreSQL. What is typed behind `docker compose run --rm postgres` runs instead.
set -eu
[ "$#" = 0 ] || exec "$@"

# Two servers on one volume destroy it, and each in a container of its own takes the other's postmaster.pid for one that was left behind.
# All that PostgreSQL starts keeps this lock, and the kernel gives it back with the last of them.
SECRETS=${SECRETS:-/run/database}
SOCKETS=${SOCKETS:-/var/run/postgresql}
data=${PGDATA:-/var/lib/postgresql/data}
exec 9<"$data"
if ! command -v flock >/dev/null; then
    echo 'postgres: this image has no flock, so nothing keeps a second server from the same volume' >&2
elif ! flock -n 9; then
    echo "postgres: another container has this database open, so this one does not start: see docker compose ps -a" >&2
    exit 1
fi

chmod 1777 "$SOCKETS" # not every engine heeds a tmpfs's mode
POSTGRES_USER=$(cat "$SECRETS/user") # setup says what they are called
POSTGRES_DB=$(cat "$SECRETS/name")
export POSTGRES_USER POSTGRES_DB
# 200 connections are for eight dispatches (23 each at most).
exec docker-entrypoint.sh -c log_timezone=UTC -c max_connections=200
