/** The name of a field in JSON where the file does not say it: `order_id` is `orderId`. */
export function defaultJsonName(fieldName: string): string {
  return fieldName.replace(/_+(.?)/g, (_, next: string) => next.toUpperCase());
}
