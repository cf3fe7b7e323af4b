# shellcheck shell=sh
# The demo: all services, a simulated fleet, and things for it to do.

# Sets what the options of demo say. What they may be, the simulated fleet says.
read_demo_options() {
    while [ "$#" -gt 0 ]; do
        case $1 in
            --rovers | --seed | --speed) ;;
            --unsupervised)
                SIM_UNSUPERVISED=true
                shift
                continue
                ;;
            *) wrong_use "demo takes --rovers N, --seed S, --speed F and --unsupervised, and not $1" ;;
        esac
        [ "$#" -gt 1 ] || wrong_use "demo: $1 wants a value behind it"
        case $1 in
            --rovers) SIM_ROVERS=$2 ;;
            --seed) SIM_SEED=$2 ;;
            --speed) SIM_SPEED=$2 ;;
        esac
        shift 2
    done
}

# port_taken PORT: does something on this machine listen there? (Where that cannot be found out, the service will fail itself.)
port_taken() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v at="$(printf ':%04X' "$1")" '
        $4 == "0A" && substr($2, length($2) - 4) == at { taken = 1 }
        END { exit !taken }'
}

# The page expects the services at their own ports.
check_ports() {
    for port in 4860 4870 4880 4890 2101 2222; do
        ! port_taken "$port" || fail "port $port is taken: something listens there, another depot perhaps; end it first"
    done
}

# What the user's environment says of real services is not for the demo, their database least of all.
set_demo_environment() {
    unset PORT TELEMETRY_PORT SFTP_PORT SFTP_USER SFTP_PASSWORD_FILE SFTP_AUTHORIZED_KEYS SIM_SFTP DATABASE_URL DATABASE_URL_FILE
    unset DISCOVERY_URL DISPATCH_URL GPS_URL GPS_SOURCE_FILE
    set_data_dir demo-data
    SESSIONS_DIR=$DATA_DIR/sessions
    GPS_SOURCE=sim:
    SIM_DEMO=true
    # Rovers of the field say zeros: then they are on the map only where the site's origin is known to dispatch.
    SIM_POSES=${SIM_POSES:-true}
    # They bring their recordings as those of the field do, more often.
    SFTP_PASSWORD=demo
    SIM_UPLOAD_EVERY=${SIM_UPLOAD_EVERY:-1m}
    # Its rovers' own ports are on this machine, where discovery does not connect unless this setting allows it.
    ROVER_NETWORKS=${ROVER_NETWORKS:-127.0.0.0/8}
    set_discovery_url
    export SFTP_PASSWORD SIM_UPLOAD_EVERY ROVER_NETWORKS SIM_UNSUPERVISED="${SIM_UNSUPERVISED:-}"
    export SESSIONS_DIR GPS_SOURCE SIM_DEMO SIM_POSES SIM_ROVERS="${SIM_ROVERS:-}" SIM_SEED="${SIM_SEED:-}" SIM_SPEED="${SIM_SPEED:-}"
}

command_demo() {
    read_demo_options "$@"
    find_services
    set_demo_environment
    build_services sim
    check_ports
    # shellcheck disable=SC2086,SC2154 # a list, that find_services sets
    run_all $services sim
}
