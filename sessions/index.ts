/**
 * What the other rooms may use of the session layer. Pages that run in the browser import `@/sessions/modes` instead: it has no server code.
 *
 * @module
 */
export { ChangeConflict, FenceMoved, InvalidChange, LimitExceeded, SessionError, SessionTooLarge, StoreUnavailable } from './errors'
export type { Held, LocalLook, LocalPlace, LocalRole, Measure, NearCacheCounters, StoreServer, StoreServers } from './inspection'
export { LIFETIMES } from './lifetime'
export type { Affinity, Mode, ModeName, ProfileName, StoreName } from './modes'
export { isMode, LAB, MODES, modeOf } from './modes'
export type { ModePromise } from './promises'
export type {
  Answer,
  AttributeValue,
  Change,
  Draft,
  Lifetime,
  Renewal,
  Renewed,
  Session,
  SessionStore,
  Step,
  StoreOptions,
} from './session'
export { MAX_KEY_LENGTH, MAX_STEPS, MAX_VALUE_LENGTH } from './steps'
