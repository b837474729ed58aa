#!/bin/sh
# Starts one of the Sentinels of the mode redis-ha in its container: start-sentinel.sh sentinel-2
set -eu
name=$1
password=$(cut -d' ' -f2 /run/secrets-of/redis/redis.conf)
mkdir -p "/data/$name"
cd "/data/$name"

# What it has learned stays: who is the master since the last failover, who else is there, and who it is itself.
learned=$(grep -E '^sentinel (monitor|myid|(current|config|leader)-epoch|known-(replica|sentinel)) ' sentinel.conf 2>/dev/null || echo 'sentinel monitor mymaster redis-ha-1 6379 2')

# By names, which have no address while their container is down: then they are kept unresolved.
cat > sentinel.conf.new <<END
port 26379
dir /data/$name
requirepass $password
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel announce-ip $name
$learned
sentinel auth-pass mymaster $password
sentinel down-after-milliseconds mymaster 1000
sentinel failover-timeout mymaster 5000
sentinel parallel-syncs mymaster 1
END
mv sentinel.conf.new sentinel.conf
exec redis-server sentinel.conf --sentinel
