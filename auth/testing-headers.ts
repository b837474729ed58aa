/** The session cookie and the device cookie of the answer under way; the latter is also sent. */
export const answer: { token: string | null; device: string | null } = { token: null, device: null }

/** Stands in for next/headers, by vi.mock. In a file of its own: whatever imports next/headers would wait for itself here. */
export const nextHeaders = {
  headers: async () => new Headers(),
  cookies: async () => ({
    get: (name: string) => (name === 'device' && answer.device ? { value: answer.device } : undefined),
    set: (name: string, value: string) => {
      if (name === 'device') answer.device = value || null
      else answer.token = value || null
    },
  }),
}
