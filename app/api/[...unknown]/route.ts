import { nowhere } from '@/web/http/unknown-route'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nowhere
