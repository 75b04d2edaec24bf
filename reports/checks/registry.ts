export { rateOverAdmission } from './rate-over-admission.ts'
