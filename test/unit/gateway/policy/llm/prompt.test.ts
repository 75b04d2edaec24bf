import { expect, test } from 'vitest'
import { completionText, usageIn } from '../../../../../gateway/policy/llm/completion.ts'
import { promptIn } from '../../../../../gateway/policy/llm/prompt.ts'
import { estimatedTokens } from '../../../../../gateway/policy/llm/token-count.ts'

const image = { type: 'image_url', image_url: { url: 'data:...' } }

test.each<[string, unknown, number]>([
  ['a message', { messages: [{ role: 'user', content: 'x'.repeat(40) }] }, 14],
  ['two messages', { messages: [{ content: 'xxxx' }, { content: 'yyyy' }] }, 10],
  ['parts', { messages: [{ content: [{ type: 'text', text: 'xxxx' }] }] }, 5],
  ['an image', { messages: [{ content: [image, { type: 'text', text: 'xxxx' }] }] }, 1_205],
  ['a completion', { prompt: 'xxxxxxxx' }, 2],
  ['several completions', { prompt: ['xxxx', 'xxxx'] }, 2],
  ['embeddings', { input: ['xxxx', 'xxxx', 'xxxx'] }, 3],
  ['a response', { instructions: 'xxxx', input: 'xxxx' }, 6],
  ['a response with messages', { input: [{ role: 'user', content: [{ text: 'xxxx' }] }] }, 5],
  ['letters that are no Latin ones', { prompt: '漢字かな' }, 4],
  ['characters of two halves', { prompt: '😀😀' }, 2],
  ['nothing', {}, 0],
  ['what is no request', ['x'], 0],
  ['parts of other shapes', { messages: [7, null], prompt: { a: 1 }, input: [[1, 2]] }, 0],
])('the estimate of %s', (_case, body, expected) => {
  expect(estimatedTokens(promptIn(JSON.stringify(body)))).toBe(expected)
})

test('what is no JSON asks nothing', () => {
  expect(promptIn('{"messages":')).toEqual({ messages: [], isStreamed: false, model: '' })
})

test.each<[string, unknown, number[] | undefined]>([
  ['chat', { usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 } }, [2, 3, 5]],
  ['responses', { usage: { input_tokens: 2, output_tokens: 3 } }, [2, 3, 5]],
  ['embeddings', { usage: { prompt_tokens: 2, total_tokens: 2 } }, [2, 0, 2]],
  ['counts that are none', { usage: { prompt_tokens: -1, completion_tokens: 'x' } }, [0, 0, 0]],
  ['an error', { error: {} }, undefined],
  ['null', { usage: null }, undefined],
])('the usage of %s', (_case, body, expected) => {
  const usage = usageIn(JSON.stringify(body))
  expect(usage && [usage.promptTokens, usage.completionTokens, usage.totalTokens]).toEqual(expected)
})

test.each<[string, unknown, string]>([
  ['an answer', { choices: [{ message: { content: 'a' } }, { message: { content: 'b' } }] }, 'ab'],
  ['an event', { choices: [{ delta: { content: 'a' } }] }, 'a'],
  ['a completion', { choices: [{ text: 'a' }] }, 'a'],
  ['an event of responses', { type: 'response.output_text.delta', delta: 'a' }, 'a'],
  ['responses', { output: [{ content: [{ type: 'output_text', text: 'a' }] }] }, 'a'],
  ['nothing', { choices: null }, ''],
])('the text of %s', (_case, body, expected) => {
  expect(completionText(JSON.stringify(body))).toBe(expected)
})
