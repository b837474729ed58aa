#!/bin/sh
# What the balancer's container runs: makes a certificate unless there is one, fills in the template that the local stack uses too
# (infra/nginx/nginx.conf.template explains the variables), and becomes nginx.
set -eu

tls=/tls
# Whether there is a certificate that is somebody's own, or ours with a week to go.
usable() {
    [ -s "$tls/certificate.pem" ] && [ -s "$tls/key.pem" ] || return 1
    ! command -v openssl >/dev/null || ! openssl x509 -in "$tls/certificate.pem" -noout -issuer | grep -q 'hopcart-localhost' ||
        openssl x509 -in "$tls/certificate.pem" -noout -checkend 604800 >/dev/null
}
if ! usable; then
    if ! command -v openssl >/dev/null; then
        echo "There is no certificate and no openssl to make one: put certificate.pem and key.pem into a folder and set TLS_FOLDER to it." >&2
        exit 1
    fi
    umask 077
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 397 -subj /O=hopcart-localhost/CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 -addext extendedKeyUsage=serverAuth \
        -keyout "$tls/key.pem" -out "$tls/certificate.pem" 2>/dev/null
    echo "Made a certificate for localhost, which browsers will ask about once."
fi

mkdir -p /run/nginx
export CONF_DIR=/etc/hopcart RUN_DIR=/run/nginx ACCESS_LOG=/dev/stdout
export LISTEN="listen 8080; listen 8443 ssl; ssl_certificate $tls/certificate.pem; ssl_certificate_key $tls/key.pem; ssl_protocols TLSv1.3; ssl_session_cache shared:tls:1m;"
# Docker's DNS; asked again each second, so that replicas that come, go or move are followed without a reload.
export RESOLVER="resolver 127.0.0.11 valid=1s ipv6=off;"
export SERVERS="server $REPLICAS_AT:3000 resolve max_fails=3 fail_timeout=1s;"
# To nginx's hash all addresses of one name are one server, so here it remembers who went where. (Its own `sticky cookie` would be Secure on http too, or
# on neither.) Lasts as long as a session at most, and as long as this container: the sessions of a restarted balancer's browsers are shuffled.
stick() {
    echo "sticky learn create=$1 lookup=$1 zone=$2:8m timeout=12h header;"
}
STICK_BY_COOKIE=$(stick '$affinity_key' by_cookie_learned)
STICK_BY_IP=$(stick '$remote_addr' by_ip_learned)
export STICK_BY_COOKIE STICK_BY_IP
# shellcheck disable=SC2016 # envsubst wants the names, not their values
envsubst '${CONF_DIR} ${RUN_DIR} ${ACCESS_LOG} ${LISTEN} ${RESOLVER} ${SERVERS} ${STICK_BY_COOKIE} ${STICK_BY_IP} ${MODE} ${DEFAULT_MODE} ${LAB_MODES} ${POOLS}' \
    <"$CONF_DIR/nginx.conf.template" >/run/nginx/nginx.conf
exec nginx -e stderr -c /run/nginx/nginx.conf
