#!/bin/sh
# Runs once before the services: looks through .env, writes the secrets that they read as files, and gives them their volumes.
# When it refuses, nothing else starts.
set -eu
umask 077
OUT=${OUT:-/out}
DEPOT=${DEPOT:-/depot}

say() {
    echo "setup: $*"
}

refuse() {
    echo "setup: $*" >&2
    exit 1
}

random() {
    od -An -v -tx1 -N 24 /dev/urandom | tr -d ' \n'
}

# every byte as %xx: any password is right in a URL
encoded() {
    printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}

# to_disk FILE: so that it outlives a power cut; all there is where one file cannot be named
to_disk() {
    sync "$1" 2>/dev/null || sync
}

# put FILE OWNER MODE VALUE: whole, or not at all, also when the power goes. What is so already is not touched.
put() {
    if [ -f "$1" ] && [ "$(stat -c '%u:%g 0%a' "$1")" = "$2 $3" ] && printf '%s\n' "$4" | cmp -s - "$1"; then return; fi
    printf '%s\n' "$4" >"$1.new"
    chmod "$3" "$1.new"
    chown "$2" "$1.new"
    to_disk "$1.new" # its content before its name
    mv "$1.new" "$1"
    to_disk "${1%/*}"
}

# secret NAME: prints its value, from NAME or from the file that NAME_FILE names (/dev/null is none)
secret() {
    eval "value=\${$1:-} file=\${$1_FILE:-}"
    if [ -n "$file" ] && ! [ -c "$file" ]; then
        [ -z "$value" ] || refuse "$1 and $1_FILE are both set: keep one"
        { [ -s "$file" ] && [ -r "$file" ]; } || refuse "$1_FILE names a file that is empty, a directory, or not there"
        value=$(cat "$file")
    fi
    printf %s "$value"
}

# given OURS THEIRS: prints ours, or theirs, which is the name in older depots
given() {
    eval "ours=\${$1:-} theirs=\${$2:-}"
    if [ -n "$theirs" ]; then
        if [ -n "$ours" ]; then say "$2 is ignored, as $1 is set" >&2; else say "$2 is taken as $1" >&2; fi
    fi
    printf %s "${ours:-$theirs}"
}

# Reports names in .env that nothing reads: a misspelt name has no other effect than a missing one.
look_through_env() {
    [ -f "$DEPOT/.env" ] || return 0
    sed -n 's/^[ ]*\(export[ ]\{1,\}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[ ]*=.*/\2/p' "$DEPOT/.env" | sort -u | while read -r name; do
        if grep -q "^#\{0,1\}$name=" "$DEPOT/.env.example"; then continue; fi
        case $name in
            # reported where they are read
            POSTGRES_USER | POSTGRES_PASSWORD | POSTGRES_DB | CONSOLE_USERNAME | GRAFANA_ADMIN_PASSWORD | RETENTION_DAYS) ;;
            COMPOSE_* | DOCKER_*) ;; # compose's own
            GRAFANA_ADMIN_USER) say "$name in .env is ignored: Grafana's is called admin" ;;
            INFLUXDB_*) say "$name in .env is ignored: there is no InfluxDB here, telemetry is in Prometheus" ;;
            SECRETS_DIR) say "$name in .env is ignored: NAME_FILE=./path names a secret's file itself" ;;
            *) say "$name in .env is not used by anything: is it misspelt? .env.example has every name" ;;
        esac
    done
}

# Compose 2 puts a variable's value in the place of a $ and what follows it, where 1.29 mostly leaves it: the same line is two passwords.
look_for_dollars() {
    [ -f "$DEPOT/.env" ] || return 0
    sed -n "s/^[ ]*\(export[ ]\{1,\}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[ ]*=[ ]*[^' ].*[$].*/\2/p; \
        s/^[ ]*\(export[ ]\{1,\}\)\{0,1\}\([A-Za-z_][A-Za-z0-9_]*\)[ ]*=[ ]*[$].*/\2/p" "$DEPOT/.env" | sort -u | while read -r name; do
        say "$name in .env has a \$, which composes read differently: put the value between single quotes," \
            "or into a file (${name}_FILE)" >&2
    done
}

# A word that is no profile leaves out what it was meant for, and composes say nothing of it.
look_at_profiles() {
    printf '%s\n' "${COMPOSE_PROFILES:-}" | tr ',' '\n' | while read -r word; do
        case $word in
            '' | rtk | sim | gpu | '*') ;;
            *) say "COMPOSE_PROFILES has '$word', which is no profile: there are rtk, sim and gpu, with commas between them" >&2 ;;
        esac
    done
    if wants gpu && [ "${MAPS_WORKER:-}" != outside ]; then
        say 'the profile gpu has a map worker that gets nothing to do, as MAPS_WORKER is not outside' >&2
    fi
}

# wants PROFILE: whether it is asked for by its name
wants() {
    case ",$(printf %s "${COMPOSE_PROFILES:-}" | tr -d ' ')," in *",$1,"* | *',*,'*) ;; *) return 1 ;; esac
}

look_through_env
look_for_dollars
look_at_profiles

# Anyone who can reach the services' own ports may do what the page can do, unless the services ask for a token.
case ${BIND_ADDRESS:-127.0.0.1} in
    127.* | localhost | '[::1]') ;;
    *)
        case ${OPEN_PORTS:-} in '' | no | yes) ;; *) refuse "OPEN_PORTS must be yes or no, and is '$OPEN_PORTS'" ;; esac
        if [ -z "$(secret CONSOLE_TOKEN)" ]; then
            [ "${OPEN_PORTS:-}" = yes ] || refuse "BIND_ADDRESS is $BIND_ADDRESS, and CONSOLE_TOKEN is not set:" \
                'anyone who can reach the ports 4860, 4870, 4880 and 4890' \
                "could stop, start and delete anything. Set CONSOLE_TOKEN, or say OPEN_PORTS=yes"
            say 'OPEN_PORTS=yes: the ports 4860, 4870, 4880 and 4890 ask operators for no token'
        fi
        [ -n "$(secret ROVER_TOKEN)" ] || say 'ROVER_TOKEN is not set: anyone who can reach the ports may pose as a rover'
        ;;
esac

# The database's password: the one given, else the one made before, else a new one.
database=$OUT/database
user=$(given DATABASE_USER POSTGRES_USER)
name=$(given DATABASE_NAME POSTGRES_DB)
# shellcheck disable=SC2034 # given reads it
DATABASE_PASSWORD=$(secret DATABASE_PASSWORD)
password=$(given DATABASE_PASSWORD POSTGRES_PASSWORD)
url=$(secret DATABASE_URL)
user=${user:-depot}
name=${name:-depot}
if [ -z "$password" ] && [ -s "$database/password" ]; then password=$(cat "$database/password"); fi
# A password is fixed when the database is made: a new one would not open it.
[ -n "$password" ] || [ -n "$url" ] || ! [ -e "$OUT/postgres/PG_VERSION" ] || refuse 'the volume postgres-data has a database, and' \
    'its password is lost: set DATABASE_PASSWORD to the one it was made with, or bring the volume database-secret back' \
    '(where nobody has it: src/monitoring/README.md, "When it does not work")'
[ -n "$password" ] || password=$(random)
# (the database's entrypoint reads these as its own user, which has another number in each image)
for each in user name; do
    eval "value=\$$each"
    if [ -z "$url" ] && [ -e "$OUT/postgres/PG_VERSION" ] && [ -s "$database/$each" ] && [ "$value" != "$(cat "$database/$each")" ]; then
        say "the database's $each was $(cat "$database/$each") and is $value now: the volume postgres-data has it only if you made it" \
            "there" >&2
    fi
    put "$database/$each" 0:0 0444 "$value"
done
if [ -e "$OUT/postgres/PG_VERSION" ] && [ -s "$database/password" ] && ! printf '%s\n' "$password" | cmp -s - "$database/password"; then
    put "$database/password.before" 0:0 0400 "$(cat "$database/password")"
    say 'DATABASE_PASSWORD is not the one that was in use: the database takes it only after ALTER USER. The one before is kept in the' \
        'volume database-secret, as password.before' >&2
fi
put "$database/password" 0:0 0444 "$password"
put "$database/url" 1000:1000 0400 "${url:-postgres://$(encoded "$user"):$(encoded "$password")@postgres:5432/$(encoded "$name")}"

# Prometheus ends for what it cannot read, and with it every alert.
for each in METRICS_DAYS METRICS_GB; do
    eval "value=\${$each:-}"
    case $value in *[!0-9]*) refuse "$each must be a whole number, and is '$value'" ;; esac
done
# The services' token for Prometheus; "none" where they ask for none.
token=$(secret CONSOLE_TOKEN)
put "$OUT/prometheus/token" 65534:65534 0400 "${token:-none}"
# Who is called when an alert fires.
case ${ALERTMANAGER:-} in
    '') managers='[]' ;;
    *[!A-Za-z0-9.:_-]* | *:*:* | :* | *: | *:*[!0-9]*) refuse "ALERTMANAGER must be HOST:PORT, and is '$ALERTMANAGER'" ;;
    *:*) managers="[{\"targets\":[\"$ALERTMANAGER\"]}]" ;;
    *) refuse "ALERTMANAGER must be HOST:PORT, and is '$ALERTMANAGER'" ;;
esac
put "$OUT/prometheus/alertmanagers.json" 65534:65534 0400 "$managers"
# A base station is missed only where somebody wants one.
if wants rtk; then
    put "$OUT/prometheus/base.rules.yml" 65534:65534 0400 "$(cat "$DEPOT/src/monitoring/prometheus/base.yml")"
else
    rm -f "$OUT/prometheus/base.rules.yml"
fi
# Grafana takes it at its own first start only.
# shellcheck disable=SC2034 # given reads it
GRAFANA_PASSWORD=$(secret GRAFANA_PASSWORD)
grafana=$(given GRAFANA_PASSWORD GRAFANA_ADMIN_PASSWORD)
if [ -n "$grafana" ]; then
    if [ -s "$OUT/grafana/grafana_admin" ] && ! printf '%s\n' "$grafana" | cmp -s - "$OUT/grafana/grafana_admin"; then
        say 'GRAFANA_PASSWORD is another than before: Grafana takes it at its first start only. Later:' \
            'docker compose exec grafana grafana cli admin reset-admin-password PASSWORD' >&2
    fi
    put "$OUT/grafana/grafana_admin" 472:0 0400 "$grafana"
elif ! [ -s "$OUT/grafana/grafana_admin" ]; then
    put "$OUT/grafana/grafana_admin" 472:0 0400 "$(random)"
fi
rm -f "$OUT/grafana/token" # where older versions had it
chmod 0755 "$database" "$OUT/prometheus" "$OUT/grafana"

# A depot that ran as root before left files that uid 1000 could not write, perhaps in a folder that is already that user's.
for volume in "$OUT"/data/*; do
    if [ -n "$(find "$volume" ! -user 1000 2>/dev/null | head -n 1)" ] && ! chown -R 1000:1000 "$volume" 2>/dev/null; then
        # a share of another machine (NFS, CIFS) or a file system without owners (exFAT): it may be right all the same
        say "${volume##*/} cannot be given to uid 1000, whom the services run as: it must be writable for that user by itself" \
            "(export and mount options such as uid=1000)" >&2
    fi
done
say 'the secrets and volumes are ready'
