#!/bin/sh
# Starts the console's nginx: what it must not have in a file of the tree, the password and the token, is written to memory.
set -eu
umask 077

stop() {
    echo "console: $*" >&2
    exit 1
}

# secret NAME: prints its value, from NAME or from the file that NAME_FILE names
secret() {
    eval "value=\${$1:-} file=\${$1_FILE:-}"
    if [ -n "$file" ]; then
        [ -z "$value" ] || stop "$1 and $1_FILE are both set: keep one"
        [ -s "$file" ] && [ -r "$file" ] || stop "$1_FILE names a file that is empty or cannot be read: $file"
        value=$(cat "$file")
    fi
    printf %s "$value"
}

password=$(secret CONSOLE_PASSWORD)
token=$(secret CONSOLE_TOKEN)
case $token in *[!A-Za-z0-9._~+/=-]*) stop 'CONSOLE_TOKEN may have letters, digits and . _ ~ + / = - only' ;; esac
case ${CONSOLE_USER:-depot} in *[!A-Za-z0-9._@-]*) stop 'CONSOLE_USER may have letters, digits and . _ @ - only' ;; esac

if [ -n "$password" ]; then
    # RFC 2307's salted SHA-1 is what nginx reads by itself; the file is in memory, and dies with the container
    salt=$(od -An -v -tx1 -N 8 /dev/urandom | tr -d ' \n')
    hash=$(printf %s%s "$password" "$salt" | sha1sum)
    # shellcheck disable=SC2046 # a number for each byte
    bytes=$(printf '\\%03o' $(printf %s "${hash%% *}" | sed 's/../0x& /g'))
    printf '%s:{SSHA}%s\n' "${CONSOLE_USER:-depot}" "$({ printf "$bytes"; printf %s "$salt"; } | base64 | tr -d '\n')" >/tmp/users
    printf 'auth_basic "Depot";\nauth_basic_user_file /tmp/users;\n' >/tmp/door.conf
else
    case ${BIND_ADDRESS:-127.0.0.1} in
        127.* | localhost | '[::1]') ;;
        *) stop "BIND_ADDRESS is $BIND_ADDRESS, so others reach this: set CONSOLE_PASSWORD" ;;
    esac
    echo 'console: no CONSOLE_PASSWORD: whoever is at this machine may come in' >&2
    : >/tmp/door.conf
fi

# Pages of other addresses that may call, as nginx reads them.
printf '%s\n' "${ALLOWED_ORIGINS:-}" | tr ', ' '\n\n' | while read -r origin; do
    case $origin in
        '') ;;
        *[!A-Za-z0-9.:/_-]*) stop "ALLOWED_ORIGINS has '$origin', which is no origin" ;;
        *) printf '"%s" 1;\n' "$origin" ;;
    esac
done >/tmp/origins.conf

# nginx writes whole requests to its log of errors, and a query may hold a token.
rm -f /tmp/errors
mkfifo /tmp/errors
sed -u 's/?[^ "]*/?.../g' </tmp/errors >&2 &
# Who came in: there is one user. (Its name has no character that JSON would want escaped.)
printf '{"authenticated":true,"provider":"basic","user":"%s"}' "${CONSOLE_USER:-depot}" >/tmp/me.json

# The browser's header is for this door; the services get the token in the same header, or none.
printf 'proxy_set_header Authorization "%s";\n' "${token:+Bearer $token}" >/tmp/token.conf

exec nginx -c /etc/nginx/depot/nginx.conf -g 'daemon off;'
