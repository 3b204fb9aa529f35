// Lesson 2: saturated tanh neurons pass hardly any gradient, although the first loss is right.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "tanh squeezes any number into −1…1. In the backward pass, each gradient is multiplied by its slope, 1 − tanh²: 1 in the middle, almost 0 near ±1. Change [tanh’s slope](hand) by hand, and see how much of a gradient several layers leave.",
    link: "#preset=output-fixed",
    panel: "hand",
    exercise: "slope",
  },
  {
    text: "This network’s first loss is ln V, so all seems well. Its hidden weights have std 1, and each neuron adds up 30 inputs of about that size. Look at its [saturation](saturation): each dark cell is a neuron that is saturated for one example, and learns nothing from it.",
    link: "#preset=output-fixed",
    panel: "saturation",
    question: {
      ask: "How much of the layer is saturated?",
      choices: ["Hardly any of it", "About a third", "More than half"],
      answer: 2,
      because: "30 terms of std 1 add up to a std of √30 ≈ 5.5, and tanh(5.5) is 0.99997.",
    },
    observe: "{saturated} is beyond ±{threshold}. The first loss, {first}, does not show it.",
  },
  {
    text: "The fix by hand: [hidden weights](controls) five times smaller, and biases close to 0.",
    link: "#preset=tanh-fixed",
    panel: "saturation",
    question: {
      ask: "How much is saturated now?",
      choices: ["A fifth of what it was", "Far less than a fifth", "As much as before"],
      answer: 1,
      because: "Sums of std about 1 lie where tanh bends. Only the tails of the bell curve reach its flat ends.",
    },
    observe: "{saturated} is left, and the layer’s histogram has a bell shape in the middle.",
  },
  {
    text: "Biases can do the same harm. Here the weights are right, but the biases have std 5: some neurons are pushed to one end permanently. A neuron saturated for [every example](saturation) is dead: its column has one color.",
    link: "#preset=tanh-fixed&b=std:5",
    panel: "saturation",
    question: {
      ask: "Will there be dead neurons in this minibatch?",
      choices: ["No: the weights are well scaled", "Yes, many"],
      answer: 1,
      because: "A bias of 5 outweighs sums of std 1: whatever the input, tanh stays at its end.",
    },
    observe: "{dead} of {neurons} are dead for the 32 examples of this minibatch. For the whole training split?",
    offer: "survey",
  },
];
