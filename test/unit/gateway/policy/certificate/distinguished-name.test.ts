import { expect, test } from 'vitest'
import { isSameName } from '../../../../../gateway/policy/certificate/distinguished-name.ts'

test.each([
  ['C=US, ST=Illinois, O="Contoso, Inc.", CN=*.contoso.com', true],
  ['CN=*.contoso.com, O="Contoso, Inc.", S=Illinois, C=US', true],
  ['C=US, ST=Illinois, O=Contoso, CN=*.contoso.com', false],
  ['C=US, O="Contoso, Inc.", ST=Illinois, CN=*.contoso.com', false],
  ['nonsense', false],
])('%s', (written, expected) => {
  const ofNode = 'C=US\nST=Illinois\nO=Contoso, Inc.\nCN=*.contoso.com'
  expect(isSameName(ofNode, written)).toBe(expected)
})
