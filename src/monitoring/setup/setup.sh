#!/bin/sh
# Runs once before the services: writes the secrets that they read as files, and gives them their volumes.
set -eu
umask 077

random() {
    od -An -v -tx1 -N 24 /dev/urandom | tr -d ' \n'
}

# every byte as %xx: any password is right in a URL
encoded() {
    printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

# put FILE OWNER VALUE: whole, or not at all
put() {
    printf '%s\n' "$3" >"$1.new"
    chmod 0400 "$1.new"
    chown "$2" "$1.new"
    mv "$1.new" "$1"
}

# The database's password: the one given, else the one made before, else a new one.
database=/out/database
password=${DATABASE_PASSWORD:-}
if [ -z "$password" ] && [ -s $database/password ]; then password=$(cat $database/password); fi
[ -n "$password" ] || password=$(random)
# (the database's entrypoint reads it as its own user, which has another number in each image)
put $database/password 0:0 "$password"
chmod 0444 $database/password
put $database/url 1000:1000 "${DATABASE_URL:-postgres://$(encoded "$DATABASE_USER"):$(encoded "$password")@postgres:5432/$(encoded "$DATABASE_NAME")}"

# The services' token for who reads their metrics; empty where they ask for none.
token=${CONSOLE_TOKEN:-}
[ -z "${CONSOLE_TOKEN_FILE:-}" ] || token=$(cat "$CONSOLE_TOKEN_FILE")
put /out/console/token 65534:65534 "${token:-none}"
[ -s /out/console/grafana_admin ] || put /out/console/grafana_admin 472:0 "$(random)"
chmod 0755 $database /out/console

# A depot that ran as root before left files that uid 1000 could not write.
for volume in /out/data/*; do
    [ "$(stat -c %u "$volume")" = 1000 ] || chown -R 1000:1000 "$volume"
done
echo 'setup: the secrets and volumes are ready'
