// Lesson 8: ReLU neurons that are 0 for every example get no gradient, and what causes them.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "ReLU is max(0, x): its slope is 1 above 0 and 0 below. It never saturates for large inputs, but negative ones pass no gradient. This network is scaled by √2/√fan_in, as He et al. (2015) derived for ReLU. In its [saturation map](saturation), exact zeros have their own color.",
    link: "#preset=kaiming&act=relu&w=gain:1.4142",
    panel: "saturation",
    question: {
      ask: "How many activations are exactly 0?",
      choices: ["Hardly any", "About half", "Nearly all"],
      answer: 1,
      because:
        "Sums with random weights are centered at 0: half are below it. The factor √2 compensates for that half.",
    },
    observe: "{saturated} is 0, but {dead} of {neurons} neurons are dead: each example has different zeros.",
  },
  {
    text: "Draw the biases with std 10, far larger than the sums they are added to. Look at the [saturation map](saturation) again.",
    link: "#preset=kaiming&act=relu&w=gain:1.4142&b=std:10",
    panel: "saturation",
    question: {
      ask: "What does it show now?",
      choices: [
        "Nothing new: biases are shifts, and average out",
        "Many neurons are 0 for every example",
        "Every neuron is 0",
      ],
      answer: 1,
      because: "A bias far below 0 outweighs any sum. One far above 0 makes the neuron linear.",
    },
    observe:
      "{dead} of {neurons} are dead in this minibatch. No gradient reaches their weights, so they can’t recover by themselves.",
    offer: "survey",
  },
  {
    text: "Nobody initializes biases like that. But training can produce them: here is a healthy deep ReLU network with a [learning rate](controls) of 1. One bad step can push a neuron below 0 for all examples.",
    link: "#preset=deep-gain-1&act=relu&w=gain:1.4142&lr=1",
    panel: "layers",
    play: 300,
    question: {
      ask: "After 300 steps, how many of the 500 neurons are dead?",
      choices: ["None: it started healthy", "A few", "A hundred or more"],
      answer: 2,
      because: "Large updates change weights and biases a lot, and a neuron that lands below 0 stays there.",
    },
    observe:
      "{dead} of {neurons}. The smoothed loss looks fine, {smooth}: only the layers show how much of the network is lost.",
  },
  {
    text: "The same network and the same rate, with BatchNorm before each ReLU. Watch the [layers](layers).",
    link: "#preset=deep-gain-1&act=relu&w=gain:1.4142&lr=1&norm=batch&b=none",
    panel: "layers",
    play: 300,
    question: {
      ask: "How many die now?",
      choices: ["As many as before", "None, or next to none"],
      answer: 1,
      because:
        "Over a minibatch, each neuron has mean β, which starts at 0: unless β is far below 0, some example is above it.",
    },
    observe: "{dead} of {neurons}, and the smoothed loss is {smooth}.",
  },
];
