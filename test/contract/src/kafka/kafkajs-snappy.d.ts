declare module "kafkajs-snappy" {
  /** The codec, as KafkaJS wants it in `CompressionCodecs`. */
  const snappy: () => unknown;
  export = snappy;
}
