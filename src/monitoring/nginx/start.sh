#!/bin/sh
# Starts the console's nginx, or (`start.sh front`) the one before dispatch: what it must not have in a file of the tree, the password
# and the token, is written to memory.
set -eu
case ${1:-} in '' | front) ;; *) exec "$@" ;; esac # typed behind `docker compose run --rm console`
umask 077

stop() {
    echo "console: $*" >&2
    exit 1
}

# secret NAME: prints its value, from NAME or from the file that NAME_FILE names
secret() {
    eval "value=\${$1:-} file=\${$1_FILE:-}"
    if [ -n "$file" ] && ! [ -c "$file" ]; then # /dev/null is none
        [ -z "$value" ] || stop "$1 and $1_FILE are both set: keep one"
        { [ -s "$file" ] && [ -r "$file" ]; } || stop "$1_FILE names a file that is empty or cannot be read: $file"
        value=$(cat "$file")
    fi
    printf %s "$value"
}

# nginx writes whole requests to its log of errors, and a query may hold a token. (A loop, as busybox' sed keeps lines back. It reads until
# the last process of nginx is gone: whoever opens the pipe for a reload finds a reader.)
without_queries() {
    end='[ "]*'
    while IFS= read -r line; do
        said=
        while :; do
            case $line in *'?'*) ;; *) break ;; esac
            said=$said${line%%'?'*}'?...'
            line=${line#*'?'}
            # shellcheck disable=SC2295 # a pattern
            line=${line#"${line%%$end}"}
        done
        printf '%s\n' "$said$line"
    done
}

# As many files as may be had: containers may begin with 1024, and nginx goes by what it finds.
# shellcheck disable=SC3045 # ash and dash both have it
ulimit -S -n "$(ulimit -H -n)"

log_errors() {
    rm -f /tmp/errors
    mkfifo /tmp/errors
    without_queries </tmp/errors >&2 &
}

# The resolver of this container: Docker's, Podman's and Kubernetes' have different addresses.
resolvers=$(sed -n 's/^nameserver[[:space:]]\{1,\}\([^[:space:]%]*\).*/\1/p' /etc/resolv.conf | sed 's/.*:.*/[&]/' | tr '\n' ' ')
printf 'resolver %s valid=5s ipv6=off;\nresolver_timeout 3s;\n' "${resolvers:-127.0.0.11}" >/tmp/resolver.conf

if [ "${1:-}" = front ]; then
    log_errors
    exec nginx -c /etc/nginx/depot/front.conf -g 'daemon off;'
fi

password=$(secret CONSOLE_PASSWORD)
token=$(secret CONSOLE_TOKEN)
user=${CONSOLE_USER:-${CONSOLE_USERNAME:-admin}}
if [ -n "${CONSOLE_USERNAME:-}" ]; then
    if [ -n "${CONSOLE_USER:-}" ]; then
        echo 'console: CONSOLE_USERNAME is ignored, as CONSOLE_USER is set' >&2
    else
        echo 'console: CONSOLE_USERNAME is taken as CONSOLE_USER' >&2
    fi
fi
case $token in *[!A-Za-z0-9._~+/=-]*) stop 'CONSOLE_TOKEN may have letters, digits and . _ ~ + / = - only' ;; esac
case $user in *[!A-Za-z0-9._@-]*) stop 'CONSOLE_USER may have letters, digits and . _ @ - only' ;; esac

if [ -n "$password" ]; then
    # RFC 2307's salted SHA-1 is what nginx reads by itself; the file is in memory, and dies with the container
    salt=$(od -An -v -tx1 -N 8 /dev/urandom | tr -d ' \n')
    hash=$(printf %s%s "$password" "$salt" | sha1sum)
    # shellcheck disable=SC2046 # a number for each byte
    bytes=$(printf '\\%03o' $(printf %s "${hash%% *}" | sed 's/../0x& /g'))
    # shellcheck disable=SC2059 # these are bytes, written as a format has them
    printf '%s:{SSHA}%s\n' "$user" "$({ printf "$bytes"; printf %s "$salt"; } | base64 | tr -d '\n')" >/tmp/users
    # the name of the depot is for people: what nginx would read as more than a name is left out
    printf 'auth_basic "Depot%s";\nauth_basic_user_file /tmp/users;\n' \
        "$(printf %s "${DEPOT_NAME:+ $DEPOT_NAME}" | tr -cd 'A-Za-z0-9 ._-')" >/tmp/door.conf
else
    case ${BIND_ADDRESS:-127.0.0.1} in
        127.* | localhost | '[::1]') ;;
        *) stop "BIND_ADDRESS is $BIND_ADDRESS, so others reach this: set CONSOLE_PASSWORD" ;;
    esac
    echo 'console: no CONSOLE_PASSWORD: anyone at this machine can open the console' >&2
    : >/tmp/door.conf
fi

# TLS, with the certificate that was given, else the one that this depot made for itself. Only a given one is for browsers to insist on: the
# other is taken by its fingerprint, and may be made anew.
: >/tmp/tls.conf
hsts=
given() {
    [ -n "$1" ] && ! [ -c "$1" ]
}
cert=${TLS_CERT:-} key=${TLS_KEY:-}
if given "$cert" || given "$key"; then
    { given "$cert" && given "$key"; } || stop 'TLS_CERT and TLS_KEY go together'
    { [ -r "$cert" ] && [ -r "$key" ]; } || stop 'TLS_CERT or TLS_KEY names a file that cannot be read'
    hsts=max-age=31536000
elif [ -r /run/tls/certificate.pem ]; then
    cert=/run/tls/certificate.pem key=/run/tls/key.pem
else
    cert=
fi
if [ -n "$cert" ]; then
    printf 'listen 8443 ssl;\nssl_certificate %s;\nssl_certificate_key %s;\n' "$cert" "$key" >/tmp/tls.conf
fi
# shellcheck disable=SC2016 # nginx expands these
printf 'map $scheme $hsts {\n    default "";\n    https "%s";\n}\n' "$hsts" >/tmp/hsts.conf

# Pages of other addresses that may call, as nginx reads them.
# shellcheck disable=SC2020 # both become line feeds
printf '%s\n' "${ALLOWED_ORIGINS:-}" | tr ', ' '\n\n' | while read -r origin; do
    case $origin in
        '') ;;
        *[!A-Za-z0-9.:/_-]*) stop "ALLOWED_ORIGINS has '$origin', which is no origin" ;;
        *) printf '"%s" 1;\n' "$origin" ;;
    esac
done >/tmp/origins.conf

# Who came in: there is one user. (Its name has no character that JSON would want escaped.)
printf '{"authenticated":true,"provider":"basic","user":"%s"}' "$user" >/tmp/me.json

# The browser's header is for this door; the services get the token in the same header, or none.
printf 'proxy_set_header Authorization "%s";\n' "${token:+Bearer $token}" >/tmp/token.conf

log_errors
exec nginx -c /etc/nginx/depot/nginx.conf -g 'daemon off;'
