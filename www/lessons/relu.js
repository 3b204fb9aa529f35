// Lesson 8: ReLU neurons that are 0 for every example have no gradient, and what makes them so.

/** @type {import("./lesson.js").Lesson} */
export const lesson = {
  id: "relu",
  title: "Dead ReLUs",
  next: "layernorm",
  cards: [
    {
      text: [
        "ReLU is max(0, x): its slope is 1 above 0 and 0 beneath. It never saturates upwards, but what is negative passes no gradient at all. This network is scaled by √2/√fan_in, as He et al. (2015) found for ReLU. In its ",
        { term: "map", panel: "saturation" },
        ", what is exactly 0 is set apart.",
      ],
      link: "#preset=kaiming&act=relu&w=gain:1.4142",
      panel: "saturation",
      play: 0,
      question: {
        ask: "How many activations are exactly 0?",
        choices: ["Hardly any", "About half", "Nearly all"],
        answer: 1,
        because: "Sums of random weights lie around 0: half fall beneath it. That is the half that √2 makes up for.",
      },
      observe: "{saturated} is 0, and yet {dead} of {neurons} neurons are dead: each example has its own zeros.",
    },
    {
      text: [
        "Draw the biases with std 10, far larger than the sums they are added to. The ",
        { term: "map", panel: "saturation" },
        " again.",
      ],
      link: "#preset=kaiming&act=relu&w=gain:1.4142&b=std:10",
      panel: "saturation",
      play: 0,
      question: {
        ask: "And now?",
        choices: [
          "Nothing new: biases are shifts, and average out",
          "Many neurons are 0 for every example",
          "Every neuron is 0",
        ],
        answer: 1,
        because: "A bias far beneath 0 wins against any sum. One far above 0 makes the neuron linear.",
      },
      observe:
        "{dead} of {neurons} are dead in this minibatch. No gradient reaches their weights, so they can’t come back by themselves.",
    },
    {
      text: [
        "Nobody draws such biases. But training can make them: here is a healthy deep ReLU network with a ",
        { term: "learning rate", panel: "controls" },
        " of 1. One bad step can push a neuron beneath 0 for all examples.",
      ],
      link: "#preset=deep-gain-1&act=relu&w=gain:1.4142&lr=1",
      panel: "layers",
      play: 300,
      question: {
        ask: "After 300 steps, how many of the 500 neurons are dead?",
        choices: ["None: it began healthy", "A few", "A hundred or more"],
        answer: 2,
        because: "Large updates throw weights and biases about, and a neuron that lands beneath 0 stays there.",
      },
      observe:
        "{dead} of {neurons}. The loss looks fine, about {smooth}: only the layers tell how much of the network is gone.",
    },
    {
      text: [
        "The same network and the same rate, with BatchNorm before each ReLU. Watch the ",
        { term: "layers", panel: "layers" },
        ".",
      ],
      link: "#preset=deep-gain-1&act=relu&w=gain:1.4142&lr=1&norm=batch&b=none",
      panel: "layers",
      play: 300,
      question: {
        ask: "How many die now?",
        choices: ["As many as before", "None, or next to none"],
        answer: 1,
        because:
          "Over a minibatch each neuron has mean β, which begins at 0: while β isn’t far beneath 0, some example is above it.",
      },
      observe: "{dead} of {neurons}, and the loss is at about {smooth}.",
    },
  ],
};
