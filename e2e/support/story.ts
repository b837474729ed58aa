import { LAB, modeOf, type ProfileName } from '../../sessions/modes'

/** `<handle>.<JWE>`: the session itself, sealed. */
const SEALED = /^[\w-]{8}\.[\w-]{43}\.[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/

/** What a mode's stories need to know; from the one table of modes. In the lab that is the mode of who has not chosen. */
export function storyOf(profile: ProfileName) {
  const { affinity, promise, store } = modeOf(profile === LAB.name ? LAB.defaultMode : profile)
  return {
    /** Whichever replica answers knows the session. */
    shared: promise.sharedAcrossReplicas === 'yes',
    /** A browser stays on one replica. */
    sticks: affinity !== 'none',
    /** One browser's visit is consistent while nothing breaks. */
    consistent: promise.sharedAcrossReplicas === 'yes' || affinity !== 'none',
    survivesReplicaCrash: promise.survivesReplicaCrash === 'yes',
    /** A session that is ended, replaced or forced out is over: where it was ended at least. Else every copy of its token goes on. */
    revocable: promise.revocableAtOnce !== 'no',
    /** Two tabs of a browser that change something at once lose nothing. */
    keepsUpdates: promise.noLostUpdate !== 'no',
    /** The store has copies, one of which takes over when its master is gone. */
    failsOver: promise.whenCutOff === 'fails-over',
    /** What a token looks like. */
    token: store === 'stateless' ? SEALED : /^[\w-]{8}\.[\w-]{43}$/,
  }
}

/** A product with stock for every story, and its name on pages. */
export const KETTLE = { id: 'p-stove-kettle', slug: 'stove-kettle', name: 'Stove kettle' }
export const LAMP = { id: 'p-dome-lamp', slug: 'dome-lamp', name: 'Dome lamp' }
export const NOTEBOOK = { id: 'p-dot-notebook', slug: 'dot-notebook', name: 'Dot notebook' }
