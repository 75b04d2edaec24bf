import type { Prompt } from './prompt.ts'

// A token of the common tokenizers is about four characters of Latin text, and one of any other.
const latinPerToken = 4
const firstOther = 0x250
// What separates a message from the next, with its role.
const perMessage = 4
// What an image costs at most where it is estimated. Source: APIM, llm-token-limit policy.
const perImage = 1_200

/** Adds up texts that come in pieces; the estimate is rounded up once, at the end. */
export class TokenCount {
  #latin = 0
  #other = 0

  add(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index)
      if (code < firstOther) this.#latin += 1
      // Both halves of a pair are one character.
      else if (code < 0xdc00 || code > 0xdfff) this.#other += 1
    }
  }

  get tokens(): number {
    return Math.ceil(this.#latin / latinPerToken) + this.#other
  }
}

/**
 * About how many tokens a prompt takes. No tokenizer of any model is run: counts differ from a
 * model's own by some tenths, which its `usage` corrects as soon as it has answered.
 */
export function estimatedTokens({ messages }: Prompt): number {
  return messages.reduce((sum, { role, text, imageCount }) => {
    const count = new TokenCount()
    count.add(text)
    return sum + count.tokens + imageCount * perImage + (role === '' ? 0 : perMessage)
  }, 0)
}
