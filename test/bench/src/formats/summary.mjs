// One table of all cells, in Markdown: what the README shows.

/** @param {any[]} results */
export function printSummary(results) {
  const compared = results.filter(({ ratio, operation }) => ratio !== undefined && !operation.startsWith("options"));
  if (compared.length === 0) return;
  console.log("\n|  | bare codec | magicbyte over it | to reach |  | over Confluent | over KafkaJS |  |");
  console.log("| --- | --: | --: | --: | --- | --: | --: | --- |");
  for (const { format, size, operation, bareNs, ratio, target, rivals } of compared) {
    const reached = target === undefined ? "" : ratio <= target ? "within" : "**missed**";
    const [confluent, kafkajs] = [rivals.Confluent, rivals.KafkaJS].map((rival) => rival?.over.toFixed(2) ?? "");
    const cells = [
      `${format} ${size} ${operation}`,
      `${Math.round(bareNs).toLocaleString("en")} ns`,
      ratio.toFixed(2),
      target ?? "",
      reached,
      confluent,
      kafkajs,
      slowerThan(rivals),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** Where a rival is faster: allowed where it beats the bare codec library itself. */
function slowerThan(rivals) {
  return Object.entries(rivals)
    .filter(([, { over }]) => over > 1)
    .map(([name, { bare }]) =>
      bare < 1 ? `${name} beats the bare codec (${bare.toFixed(2)})` : `**slower than ${name}**`,
    )
    .join(", ");
}
