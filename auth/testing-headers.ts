/** The session cookie of the answer under way. */
export const answer: { token: string | null } = { token: null }

/** Stands in for next/headers, by vi.mock. In a file of its own: whatever imports next/headers would wait for itself here. */
export const nextHeaders = {
  headers: async () => new Headers(),
  cookies: async () => ({
    get: () => undefined,
    set: (_name: string, token: string) => {
      answer.token = token || null
    },
  }),
}
