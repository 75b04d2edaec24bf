/** Where Flash clients look for what they may call. Source: Adobe, cross-domain policy files. */
export const crossDomainPath = '/crossdomain.xml'
