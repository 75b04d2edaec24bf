// A load on the cluster of docker-compose.yml, of a key that its gateways make from the configuration.
import { check } from 'k6'
import http from 'k6/http'

export const options = {
  scenarios: {
    // Open loop: requests come whatever the cluster answers.
    orders: {
      executor: 'constant-arrival-rate',
      rate: 100,
      timeUnit: '1s',
      duration: '1m',
      preAllocatedVUs: 50,
    },
  },
  thresholds: { checks: ['rate>0.99'], http_req_duration: ['p(99)<250'] },
}

const headers = { 'Ocp-Apim-Subscription-Key': __ENV.KEY }

export default function orders() {
  const id = 1 + Math.floor(Math.random() * 50)
  const answer = http.get(`${__ENV.BASE_URL}/catalog/${id}`, { headers })
  // 429 is the limit of the product at work.
  check(answer, { 'is answered': ({ status }) => status === 200 || status === 429 })
}
