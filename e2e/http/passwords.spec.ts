import { randomUUID } from 'node:crypto'
import { expectProblem } from '../support/problem'
import { expect, test } from '../support/test'

const COMMON = 'That password is among the most common ones. Choose another.'
const TABLE: [what: string, password: string, refusal: string | null][] = [
  ['7 characters', 'k7#mQz!', 'Choose a password of at least 8 characters; 15 is better.'],
  ['8 characters', 'k7#mQz!w', null],
  ['128 characters', 'a long walk '.repeat(11).slice(0, 128), null],
  ['129 characters', 'a long walk '.repeat(11).slice(0, 129), 'Use at most 128 characters for the password.'],
  ['a common one', 'sunshine1', COMMON],
  ['a common one in other letters', 'PassWord', COMMON],
  ['a common one with something behind it', 'Password2026!', COMMON],
  ['only digits, in a row', '1234567890', COMMON],
  ['only lower-case letters', 'wmvtkzpq', null],
  ['only digits, at random', '8305927164', null],
  ['spaces, also around it', ' four words and gaps ', null],
  ['emoji', '🦊 jumps over 🐶', null],
  ['another alphabet', 'корова на луне', null],
]

for (const [what, password, refusal] of TABLE)
  test(`a password of ${what} is ${refusal ? 'refused' : 'welcome, and signs in'}`, async ({ client }) => {
    const email = `${randomUUID()}@example.com`
    const reply = await client.post('/api/account', { name: 'X', email, password })
    if (refusal) {
      expectProblem(reply, 422, what)
      expect(reply.json()).toMatchObject({ errors: { password: refusal } })
      return
    }
    expect(reply.status, reply.text).toBe(201)
    expect((await client.signIn(email, password)).status).toBe(200)
    expect((await client.get('/api/session')).json()).toMatchObject({ user: { email } })
  })
