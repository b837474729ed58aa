#!/bin/sh
# Starts one of the servers of the mode redis-ha in its container: start-replicated.sh redis-ha-2
# They know each other by name, since a container that is started again may have another address.
set -eu
name=$1
password=$(cut -d' ' -f2 /run/secrets-of/redis/redis.conf)
mkdir -p "/data/$name"
cd "/data/$name"

# Sentinel has this server write down whom it follows (CONFIG REWRITE); nobody, once it is the master. At the very first start that is the first one.
if [ -e redis.conf ]; then
  follows=$(grep '^replicaof ' redis.conf || true)
elif [ "$name" != redis-ha-1 ]; then
  follows='replicaof redis-ha-1 6379'
fi

# The same as infra/local/redis-servers.ts has. A session store must not forget: it appends every change, and when its memory is full it refuses.
cat > redis.conf.new <<END
port 6379
dir /data/$name
requirepass $password
masterauth $password
replica-announce-ip $name
save ""
appendonly yes
appendfsync everysec
shutdown-timeout 3
maxmemory 48mb
maxmemory-policy noeviction
repl-diskless-sync-delay 0
repl-ping-replica-period 1
min-replicas-to-write 1
min-replicas-max-lag 3
${follows:-}
END
mv redis.conf.new redis.conf
exec redis-server redis.conf
