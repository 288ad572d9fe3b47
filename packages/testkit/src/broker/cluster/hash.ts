/** A stable number for a name, to spread names over nodes: the hash of Java's strings, without its sign. */
export function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
  return hash & 0x7fff_ffff;
}
