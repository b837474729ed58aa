import { DEMO_ACCOUNT } from '@/lab/client/demo-account'
import { askBy, type Heard, heardChip, said } from '../bearer'
import { ADDRESS, askLine, bearerLines, signInLines, tokenLine } from '../curl'
import { look, refusal, send, signIn } from '../requests'
import { type Script, type Story, StoryTrouble } from '../story'
import { letter, short } from '../words'

export const travels: Story = {
  slug: 'travels',
  title: 'How the id travels',
  mode: 'redis',
  ask: 'A program without cookies signs in and holds its token itself. Where may it put the token, so that the shop knows it?',
  choices: [
    { id: 'header', text: 'In one header, and nowhere else' },
    { id: 'address', text: 'In a header or in the address' },
    { id: 'both', text: 'In a header, also beside a cookie' },
    { id: 'cookie', text: 'In a cookie: that is what sessions are' },
  ],
  script,
  code: [
    { path: 'sessions/request/bearer.ts', what: 'Authorization: Bearer, and what is refused' },
    { path: 'sessions/request/carrier.ts', what: 'cookie or header, never both' },
    { path: 'sessions/request/cookie.ts', what: 'the browser’s way: HttpOnly, SameSite, Secure' },
    { path: 'web/http/origin.ts', what: 'why a cookie needs an Origin and a token does not' },
  ],
  curl: [ADDRESS, ...signInLines('redis'), askLine('redis'), tokenLine('redis'), ...bearerLines('redis')],
  tryNext:
    'Sign in as such a client once more, by the lines for a shell, and look at your account: its list has both sessions, and each can be ended.',
}

function script(): Script {
  let token = ''
  let byCookie: string | null = null
  let byHeader: Heard | null = null
  let inAddress: Heard[] = []
  let both: Heard | null = null
  const bearer = () => {
    if (!token) throw new StoryTrouble('There is no token; begin the story again.')
    return { Authorization: `Bearer ${token}` }
  }
  const works = (heard: Heard | null) => heard?.user != null
  return {
    steps: [
      {
        name: 'Sign in, by cookie',
        run: async (teller) => {
          await signIn(teller)
          const you = await look(teller)
          if (you.status !== 200) throw refusal('The session', you.status)
          byCookie = you.id
          const chip = { replica: you.replica, text: you.user ?? 'nobody', isAnomaly: false }
          return {
            text: `Your browser sends the cookie by itself, so replica ${letter(you.replica)} knows ${you.user ?? 'nobody'}: session ${short(you.id)}. No script can read that cookie (HttpOnly): this page has no idea of the token in it.`,
            chips: [chip],
          }
        },
      },
      {
        name: 'Sign in as a client without cookies',
        run: async (teller) => {
          const call = { method: 'POST', path: '/api/token', body: DEMO_ACCOUNT, withoutCookies: true, label: 'get a token' }
          const { status, json } = await send(teller, call)
          const given = (json as { token?: unknown } | null)?.token
          if (typeof given !== 'string') throw refusal('POST /api/token', status, json)
          token = given
          const heard = [await askBy(teller, '/api/session', bearer()), await askBy(teller, '/api/session', bearer())]
          byHeader = heard.at(-1) ?? null
          const whose = byHeader?.id === byCookie ? 'the very session of your cookie' : `a session of its own, ${short(byHeader?.id)}`
          return {
            text: works(byHeader)
              ? `The answer brought a token of its own in its body, and no cookie. Sent as “Authorization: Bearer”, from requests without any cookie, it leads to ${byHeader?.user}, in ${whose}. A change by it needs no Origin: no browser adds that header by itself.`
              : `The token in the header led to nobody (${byHeader?.status ?? 'no answer'}). ${byHeader?.detail ?? ''}`.trim(),
            chips: heard.map((each) => heardChip(each)),
          }
        },
      },
      {
        name: 'Put the token into the address',
        run: async (teller) => {
          bearer() // there is one
          inAddress = [await askBy(teller, `/api/session?access_token=${token}`), await askBy(teller, `/api/session?token=${token}`)]
          const [named, other] = inAddress
          const first =
            named?.status === 400
              ? `Under the name of the standard it is refused: “${said(named)}”`
              : `Under the name of the standard it was answered ${named?.status}.`
          const then = works(other ?? null)
            ? `Under another name it leads to ${other?.user}.`
            : 'Under another name it is not read at all: you are nobody.'
          return { text: `${first} ${then}`, chips: [heardChip(named, named?.status !== 200), heardChip(other)] }
        },
      },
      {
        name: 'Send the header and the cookie',
        run: async (teller) => {
          both = await askBy(teller, '/api/session', bearer(), false)
          const first = both.status === 400 ? `Refused: “${said(both)}” ` : `That was answered ${both.status}. `
          const why = works(both)
            ? `It leads to ${both.user}.`
            : 'Two sessions in one request: whichever of them were read, somebody would be surprised.'
          return { text: first + why, chips: [heardChip(both, both.status !== 200)] }
        },
      },
      {
        name: 'End the token',
        run: async (teller) => {
          const ended = await send(teller, {
            method: 'DELETE',
            path: '/api/token',
            headers: bearer(),
            withoutCookies: true,
            label: 'end the token',
          })
          if (ended.status === null || ended.status >= 300) throw refusal('DELETE /api/token', ended.status, ended.json)
          const [gone, you] = [await askBy(teller, '/api/session', bearer()), await look(teller)]
          const fate = works(gone)
            ? `The token still leads to ${gone.user}`
            : `It was in an address, so it had to go: the same header is answered ${gone.status ?? 'by nobody'} now`
          return {
            text: `${fate}. Your cookie’s session is another one: to replica ${letter(you.replica)} you are ${you.user ?? 'nobody'}.`,
            chips: [heardChip(gone), { replica: you.replica, text: you.user ?? 'nobody', isAnomaly: !you.user }],
          }
        },
      },
    ],
    outcome: () => {
      const why =
        'Whatever travels by itself, like the cookie, needs a check of where it comes from; what a program adds itself does not. An address is logged, shared and kept in histories, so nothing secret belongs there.'
      if (!works(byHeader))
        return {
          answer: 'cookie',
          text: `The header led to nobody, so only the cookie worked. That is less than the shop promises. ${why}`,
        }
      if (inAddress.some(works))
        return { answer: 'address', text: `A token in the address was accepted. That breaks the shop’s own rule. ${why}` }
      if (works(both)) return { answer: 'both', text: `Header and cookie together were accepted. That breaks the shop’s own rule. ${why}` }
      return { answer: 'header', text: `In the header “Authorization: Bearer” alone. ${why}` }
    },
  }
}
