import { describe, expect, test } from 'vitest'
import { REDIS_EXAMPLES, type RedisServers, readRedisUrl } from './servers'

function serversOf(url: string): RedisServers {
  const read = readRedisUrl(url)
  if ('problem' in read) throw new Error(read.problem)
  return read.servers
}

describe('the URL of a Redis store', () => {
  test('names one server, with defaults', () => {
    expect(serversOf('redis://redis')).toEqual({
      topology: 'single',
      nodes: [{ host: 'redis', port: 6379 }],
      master: 'mymaster',
      username: null,
      password: null,
      database: 0,
      tls: false,
      nearCache: false,
      nearCacheMb: 32,
    })
    expect(serversOf('REDISS://u:p@cache.example:6380/3')).toMatchObject({
      nodes: [{ host: 'cache.example', port: 6380 }],
      username: 'u',
      password: 'p',
      database: 3,
      tls: true,
    })
    expect(serversOf('redis://redis/')).toMatchObject({ database: 0 })
  })

  test('names Sentinels and what they call the master', () => {
    expect(serversOf('redis+sentinel://s-1,s-2:1,[::1]:2?master=shop')).toMatchObject({
      topology: 'sentinel',
      nodes: [
        { host: 's-1', port: 26379 },
        { host: 's-2', port: 1 },
        { host: '::1', port: 2 },
      ],
      master: 'shop',
      tls: false,
    })
    expect(serversOf('rediss+sentinel://:p@s/2')).toMatchObject({ master: 'mymaster', password: 'p', database: 2, tls: true })
    expect(serversOf('redis+sentinel://s?master=')).toMatchObject({ master: 'mymaster' })
  })

  test('names nodes of a cluster', () => {
    const nodes = ['a', 'b'].map((host) => ({ host, port: 6379 }))
    expect(serversOf('redis+cluster://a,b')).toMatchObject({ topology: 'cluster', nodes, database: 0 })
    expect(serversOf('rediss+cluster://a/0')).toMatchObject({ topology: 'cluster', tls: true })
  })

  test.each(['redis', 'redis+sentinel', 'redis+cluster'])('%s: reads come from memory where it says so', (scheme) => {
    expect(serversOf(`${scheme}://h`).nearCache).toBe(false)
    expect(serversOf(`${scheme}://h?near-cache=off`).nearCache).toBe(false)
    expect(serversOf(`${scheme}://h?near-cache=on`)).toMatchObject({ nearCache: true, nearCacheMb: 32 })
    expect(serversOf(`${scheme}://h?near-cache=on&near-cache-mb=8`)).toMatchObject({ nearCache: true, nearCacheMb: 8 })
  })

  test('user and password may have any characters, percent-encoded', () => {
    const [user, password] = ['a:b@c', 'p@s:s/w?o#r%d,é']
    const [name, secret] = [encodeURIComponent(user), encodeURIComponent(password)]
    expect(serversOf(`redis://${name}:${secret}@h:1`)).toMatchObject({ username: user, password, nodes: [{ host: 'h', port: 1 }] })
    expect(serversOf(`redis+sentinel://:${secret}@a,b`)).toMatchObject({ username: null, password })
    expect(serversOf('redis://user@h')).toMatchObject({ username: 'user', password: null })
    expect(serversOf('redis://:p:q@r@h')).toMatchObject({ password: 'p:q@r' })
  })

  test('the examples are right', () => {
    for (const [topology, example] of Object.entries(REDIS_EXAMPLES)) expect(serversOf(example)).toMatchObject({ topology })
  })

  test.each([
    ['', /^is not an address like redis:/],
    ['redis', /^is not an address like redis:/],
    ['http://s3cret@h', /^is not an address like redis:/],
    ['redis+ring://:s3cret@h', /^is not an address like redis:/],
    ['redis://', /^is not an address like redis:/],
    ['redis+sentinel://:s3cret@', /^is not an address like redis\+sentinel:/],
    ['redis+cluster://:s3cret@a,', /^is not an address like redis\+cluster:/],
    ['redis://:s3cret@h:65536', /^is not an address like redis:/],
    ['redis://:s3cret@::1', /^is not an address like redis:/],
    ['redis://:s3#cret@h', /^is not an address like redis:/],
    ['redis://:s3cret@a,b', /^names more than one server/],
    ['redis://:s3cret@h/cart', /^has a path that is no database number/],
    ['redis+cluster://:s3cret@h/1', /^names a database, and a cluster has only number 0/],
    ['redis://:s3cret@h?near-cache=on&near-cache-mb=0', /^has a near-cache-mb that is no whole number from 1 to 4096;/],
    ['redis://:s3cret@h?tls=1', /^has a setting that there is not: only near-cache, near-cache-mb;/],
    ['redis://:s3cret@h?master=s3cret', /^has a setting that there is not: only near-cache, near-cache-mb;/],
    ['redis+sentinel://:s3cret@h?name=s3cret', /^has a setting that there is not: only master, near-cache, near-cache-mb;/],
    ['redis://:s3cret@h?near-cache=s3cret', /^has a near-cache that is neither on nor off/],
    ['redis://:%zzs3cret@h', /^has a user or password whose special characters are not percent-encoded/],
  ])('"%s" is refused, in words that repeat nothing of it', (url, why) => {
    const read = readRedisUrl(url)
    const problem = 'problem' in read ? read.problem : 'taken'
    expect(problem).toMatch(why)
    expect(problem).toMatch(/like redis(\+\w+)?:\/\//)
    expect(problem).not.toMatch(/s3/)
  })
})
