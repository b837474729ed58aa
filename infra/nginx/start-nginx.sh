#!/bin/sh
# What the balancer's container runs: sees to the certificate, fills in the template that the local stack uses too
# (nginx.conf.template explains the variables), and becomes nginx. With the argument `reload`, in a container that runs, it does the same for the nginx
# that is there, which takes up a changed template or certificate and drops nobody.
set -eu

export CONF_DIR=/etc/hopcart RUN_DIR=/run/nginx ACCESS_LOG=/dev/stdout
sh "$CONF_DIR/certificate.sh"
mkdir -p "$RUN_DIR"
export WORKERS=2 # auto would be the cores of the whole machine, and their memory more than this container's
export LISTEN="listen 8080; listen 8443 ssl; ssl_certificate /tls/certificate.pem; ssl_certificate_key /tls/key.pem; ssl_protocols TLSv1.3; ssl_session_cache shared:tls:1m;"
# Docker's DNS, or another one (infra/k8s); asked again each second, so that replicas that come, go or move are followed without a reload.
export RESOLVER="resolver ${DNS_SERVER:-127.0.0.11} valid=1s ipv6=off;"
export SERVERS="server $REPLICAS_AT:3000 resolve max_fails=3 fail_timeout=1s;"
export LAB_SERVERS="server $REPLICAS_AT:3000 resolve max_fails=1 fail_timeout=5s;"
# To nginx's hash all addresses of one name are one server, so here it remembers who went where (docs/decisions/0011-affinity-in-containers.md). Lasts as long
# as a session at most, and as long as this container. A megabyte holds about 4,000 browsers, or addresses.
stick() {
    echo "sticky learn create=$1 lookup=$1 zone=$2:$3 timeout=12h header;"
}
STICK_BY_COOKIE=$(stick '$affinity_key' by_cookie_learned 32m)
STICK_BY_IP=$(stick '$remote_addr' by_ip_learned 8m)
export STICK_BY_COOKIE STICK_BY_IP
# The replicas check COOKIE_DOMAIN, and do not start with a wrong one.
COOKIE_DOMAINS=""
case "${COOKIE_DOMAIN:-}" in
    "" | *[!a-z0-9.-]*) ;;
    *) COOKIE_DOMAINS=".$COOKIE_DOMAIN \"; Domain=$COOKIE_DOMAIN\";" ;;
esac
export COOKIE_DOMAINS
# shellcheck disable=SC2016 # envsubst wants the names, not their values
envsubst '${CONF_DIR} ${RUN_DIR} ${ACCESS_LOG} ${WORKERS} ${LISTEN} ${RESOLVER} ${SERVERS} ${LAB_SERVERS} ${STICK_BY_COOKIE} ${STICK_BY_IP} ${COOKIE_DOMAINS} ${MODE} ${DEFAULT_MODE} ${LAB_MODES} ${POOLS}' \
    <"$CONF_DIR/nginx.conf.template" >"$RUN_DIR/nginx.conf"
if [ "${1:-}" = reload ]; then
    exec nginx -e stderr -c "$RUN_DIR/nginx.conf" -s reload # tests it first
fi
exec nginx -e stderr -c "$RUN_DIR/nginx.conf"
