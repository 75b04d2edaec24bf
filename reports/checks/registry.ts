export { rateConvergence } from './rate-convergence.ts'
export { rateOverAdmission } from './rate-over-admission.ts'
export { rateRegionIndependence } from './rate-region-independence.ts'
export { rateUnderAdmission } from './rate-under-admission.ts'
