/** The file of a resource; those of a workspace have ids `sales/orders`. */
export function informationPath(folder: string, id: string, file: string): string {
  const [first = '', second] = id.split('/')
  return second === undefined
    ? `${folder}/${first}/${file}`
    : `workspaces/${first}/${folder}/${second}/${file}`
}
