/** The kinds of resources whose configuration can be asked for. */
export const configResource = { topic: 2, broker: 4 } as const;
