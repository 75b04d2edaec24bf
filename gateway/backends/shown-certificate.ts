/** A certificate with its private key, to be shown to backends that ask for one. */
export type ShownCertificate = {
  /** Tells it from all others; connections are shared by requests that show the same. */
  readonly id: string
  readonly secret:
    | { readonly cert: string; readonly key: string }
    | { readonly pfx: Buffer; readonly passphrase: string | undefined }
}
