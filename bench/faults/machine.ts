import { describeMachine, type Machine } from '../sessions/machine'
import { startServices } from '../sessions/services'

/** The machine, with the versions of the servers that a run starts. */
export async function describeServers(): Promise<Machine> {
  const services = await startServices(['redis', 'postgres'])
  try {
    return await describeMachine(services)
  } finally {
    await services.stop()
  }
}
