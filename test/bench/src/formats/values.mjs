// The values that are written and read: the same in every format and every run. In Avro they take about 70 bytes, 1 KB
// and 100 KB. There are as many as a power of two has, so that a loop takes them in turn without a division.

/** Numbers that look random, from a seed. @param {number} seed */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {"small" | "medium" | "large"} size @returns {any[]} */
export function valuesOf(size) {
  const random = numbersFrom(42);
  const whole = (from, to) => from + Math.floor(random() * (to - from));
  const pick = (values) => values[whole(0, values.length)];
  const hex = (length) => Array.from({ length }, () => whole(0, 16).toString(16)).join("");
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  const time = () => 1_760_000_000_000 + whole(0, 1e9);
  const many = (length, make) => Array.from({ length }, (_, index) => make(index));
  return { small, medium, large }[size]();

  function small() {
    return many(64, () => ({
      commandId: uuid(),
      target: `NGC-${whole(1000, 9999)}`,
      rightAscension: random() * 360,
      declination: random() * 180 - 90,
      issuedAt: time(),
    }));
  }

  function medium() {
    const titles = ["Eyepiece 25mm Ploessl, wide field", "Dew heater strip, 30 cm, 12 V", "Autoguider, mono, USB 3.0"];
    return many(32, () => ({
      orderId: uuid(),
      status: pick(["NEW", "PAID", "SHIPPED"]),
      customer: {
        id: 5_000_000_000 + whole(0, 1e6),
        name: pick(["Ada Lovelace", "Grace Hopper", "Zoë Müller", "Alan Turing"]),
        email: pick([null, `user${whole(0, 1e5)}@example.com`]),
        address: {
          street: `${whole(1, 300)} Observatory Road`,
          city: pick(["Cambridge", "Zürich", "Pasadena"]),
          zip: String(whole(10_000, 99_999)),
          country: pick(["GB", "CH", "US"]),
        },
      },
      items: many(12, () => ({
        sku: `SKU-${hex(12)}`,
        title: pick(titles),
        quantity: whole(1, 12),
        price: whole(0, 100_000) / 100,
        discount: pick([null, null, 0.25]),
      })),
      attributes: { channel: pick(["web", "store"]), campaign: `autumn-${whole(1, 99)}`, traceId: hex(32) },
      note: pick([null, "Please leave with the neighbour if nobody is at home."]),
      coupon: pick([null, "STARGAZER10"]),
      total: whole(0, 1e6) / 100,
      createdAt: time(),
      updatedAt: time(),
    }));
  }

  function large() {
    return many(4, () => ({
      deviceId: `dome-${hex(8)}`,
      readings: many(2_500, (seq) => ({
        ts: time(),
        sensor: `thermo/mirror-${whole(100, 999)}`,
        value: whole(-10_000, 30_000) / 1000,
        unit: "degC",
        ok: random() < 0.98,
        seq,
      })),
    }));
  }
}
