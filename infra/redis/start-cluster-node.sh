#!/bin/sh
# Starts one of the nodes of the mode redis-cluster in its container: start-cluster-node.sh redis-cluster-2
# The service redis-cluster-form makes a cluster of them, once.
set -eu
name=$1
password=$(cut -d' ' -f2 /run/secrets-of/redis/redis.conf)
mkdir -p "/data/$name"
cd "/data/$name"

# The same as infra/local/redis-servers.ts has; clients are told names, since a container that is started again may have another address.
cat > redis.conf.new <<END
port 6379
dir /data/$name
requirepass $password
masterauth $password
cluster-enabled yes
cluster-announce-hostname $name
cluster-preferred-endpoint-type hostname
cluster-node-timeout 2000
cluster-require-full-coverage no
save ""
appendonly yes
appendfsync everysec
shutdown-timeout 3
maxmemory 48mb
maxmemory-policy noeviction
repl-diskless-sync-delay 0
repl-ping-replica-period 1
END
mv redis.conf.new redis.conf

# Nodes reach each other by address. Who has been in the cluster before meets the others again, where they are now: when all containers were
# started again, none finds another one by what it remembers.
meet_again() {
  export REDISCLI_AUTH="$password"
  until redis-cli ping | grep -q PONG; do sleep 0.2; done
  for other in 1 2 3 4 5 6; do
    [ "redis-cluster-$other" != "$name" ] || continue
    address=$(getent hosts "redis-cluster-$other") || continue # it is not there, and meets us when it comes
    redis-cli cluster meet "${address%% *}" 6379
  done
}
if [ "$(grep -c '@' nodes.conf 2>/dev/null || true)" -gt 1 ] 2>/dev/null; then
  (meet_again > /dev/null 2>&1 &) # not a child of the server's
fi
exec redis-server redis.conf
