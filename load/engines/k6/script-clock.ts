/** How a written script asks for the time: it runs in k6, where nobody hands it a clock. */
export const scriptNowMs = 'Date.now()'
