/** Several who watch one proxy. */
import type { ProxyWitness } from './proxy-witness.js'

/** One witness who tells all of `witnesses`, in their order. */
export function allOf(...witnesses: readonly (ProxyWitness | undefined)[]): ProxyWitness {
  const all = witnesses.filter((witness) => witness !== undefined)
  return {
    flowOpened: (...told) => {
      for (const one of all) one.flowOpened?.(...told)
    },
    flowConnected: (...told) => {
      for (const one of all) one.flowConnected?.(...told)
    },
    flowClosed: (...told) => {
      for (const one of all) one.flowClosed?.(...told)
    },
    submitted: (...told) => {
      for (const one of all) one.submitted?.(...told)
    },
    dropped: (...told) => {
      for (const one of all) one.dropped?.(...told)
    },
    carried: (...told) => {
      for (const one of all) one.carried?.(...told)
    },
    waits: (...told) => {
      for (const one of all) one.waits?.(...told)
    },
    left: (...told) => {
      for (const one of all) one.left?.(...told)
    },
    arrived: (...told) => {
      for (const one of all) one.arrived?.(...told)
    }
  }
}
