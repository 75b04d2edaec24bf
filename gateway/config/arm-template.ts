/** Whether a text is a template that Azure Resource Manager deploys, by its `$schema`. */
export function isArmTemplate(text: string): boolean {
  return /"\$schema"\s*:\s*"[^"]*deploymentTemplate\.json/i.test(text)
}

/** What to say of a folder that holds such templates in the place of artifacts. */
export function armTemplateHelp(file: string): { readonly why: string; readonly fix: string } {
  return {
    why: `it has ARM templates (${file}), which make a service and are not read here`,
    fix: 'let the APIOps extractor read the service that they make, and give the folder that it writes',
  }
}
