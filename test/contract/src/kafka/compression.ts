import { CompressionCodecs, CompressionTypes } from "kafkajs";
import snappy from "kafkajs-snappy";

// KafkaJS brings gzip alone and looks the others up in this table of the whole process.
CompressionCodecs[CompressionTypes.Snappy] = snappy;
