import * as arrays from './arrays.ts'
import { authorizationType } from './authorization.ts'
import { bodyType } from './body.ts'
import { certificateType, distinguishedNameType } from './certificate.ts'
import * as collections from './collections.ts'
import * as context from './context.ts'
import { convertType } from './convert.ts'
import * as crypto from './crypto.ts'
import { dateTimeOffsetType } from './date-offset.ts'
import { dateTimeType } from './date-time.ts'
import type { NetType } from './define.ts'
import { encodingType, utf8EncodingType } from './encoding.ts'
import { enums } from './enums.ts'
import { functionType } from './function.ts'
import { guidType } from './guid.ts'
import * as jsonArrays from './json-array.ts'
import * as jsonObjects from './json-object.ts'
import * as jsonTokens from './json-token.ts'
import * as jwt from './jwt.ts'
import * as keyed from './keyed.ts'
import * as lines from './lines.ts'
import * as linq from './linq.ts'
import { mathType, numberTypes } from './numbers.ts'
import { boolType, enumType, objectType, typeType, valueType } from './object.ts'
import { randomType } from './random.ts'
import * as regex from './regex.ts'
import * as rsa from './rsa.ts'
import { charType, stringType } from './string.ts'
import * as system from './system.ts'
import { stringReaderType } from './text-reader.ts'
import { timeSpanType } from './time-span.ts'
import * as users from './user.ts'
import { httpUtilityType, uriType, webUtilityType } from './web.ts'
import * as xmlDocuments from './xml-document.ts'
import * as xmlDom from './xml-dom.ts'
import * as xmlElements from './xml-element.ts'
import * as xmlNames from './xml-name.ts'
import * as xmlNodes from './xml-node.ts'
import { xmlReaderType } from './xml-reader.ts'

/** The tables of all types, a file for each subject. */
export const types: readonly NetType[] = [
  ...[objectType, valueType, typeType, enumType, boolType, stringType, charType],
  ...[
    authorizationType,
    convertType,
    mathType,
    bodyType,
    stringReaderType,
    xmlReaderType,
    certificateType,
    distinguishedNameType,
    functionType,
    guidType,
    randomType,
  ],
  ...[dateTimeType, dateTimeOffsetType, timeSpanType, encodingType, utf8EncodingType],
  ...[uriType, webUtilityType, httpUtilityType],
  ...tablesOf(arrays),
  ...tablesOf(collections),
  ...tablesOf(keyed),
  ...tablesOf(context),
  ...tablesOf(crypto),
  ...tablesOf(jsonArrays),
  ...tablesOf(jsonObjects),
  ...tablesOf(jsonTokens),
  ...tablesOf(jwt),
  ...tablesOf(lines),
  ...tablesOf(linq),
  ...tablesOf(regex),
  ...tablesOf(rsa),
  ...tablesOf(system),
  ...tablesOf(users),
  ...tablesOf(xmlDocuments),
  ...tablesOf(xmlDom),
  ...tablesOf(xmlElements),
  ...tablesOf(xmlNames),
  ...tablesOf(xmlNodes),
  ...numberTypes,
  ...enums,
]

/** A file's exports are its tables, one or a list each. */
function tablesOf(
  file: Readonly<Record<string, NetType | readonly NetType[]>>,
): readonly NetType[] {
  return Object.values(file).flat()
}
