// Lesson 3: weights of gain/√fan_in keep the size of activations and gradients from layer to layer.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "A sum of n products of numbers of std 1 has std √n. Divide the weights by √n, and the output has std 1 again; the same holds for the gradient on its way back. Try it: [fan-in by hand](hand). With a nonlinearity in between, a gain compensates for its effect: weights of gain/√fan_in.",
    link: "#preset=kaiming",
    panel: "hand",
    exercise: "growth",
  },
  {
    text: "Five tanh layers whose weights are too small: gain 0.5. Follow the [activations](layers) down the rows, and the gradients back up.",
    link: "#preset=deep-gain-0.5",
    panel: "layers",
    question: {
      ask: "What happens to the activations from layer to layer?",
      choices: ["They keep their size", "They halve in each layer", "They grow"],
      answer: 1,
      because: "This close to 0, tanh is almost the identity, and each layer multiplies the std by its gain.",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 5. Gradients shrink in the other direction: {grad_last} at layer 5, {grad_first} at layer 1.",
  },
  {
    text: "Now too large: gain 3. tanh limits activations to ±1, so they can’t grow. Look at the [layers](layers).",
    link: "#preset=deep-gain-3",
    panel: "layers",
    question: {
      ask: "What happens instead?",
      choices: ["They settle at a healthy std", "Every layer saturates", "Only the first layer saturates"],
      answer: 1,
      because: "Each layer gets inputs near ±1 and pushes them onto the flat ends of tanh again.",
    },
    observe:
      "At least {saturated_least} of every layer is saturated, and gradients grow {grad_growth}-fold on their way back.",
  },
  {
    text: "In between: gain 5/3, PyTorch’s value for tanh. With gain 1, the [activations](layers) would shrink a little in every layer.",
    link: "#preset=deep-gain-5/3",
    panel: "layers",
    question: {
      ask: "Why must the gain for tanh be larger than 1?",
      choices: [
        "tanh squeezes, and the gain compensates for it",
        "tanh’s slope at 0 is 5/3",
        "To be faster than a linear layer",
      ],
      answer: 0,
      because: "tanh always makes numbers smaller, so the weights have to make them larger first.",
    },
    observe:
      "std {std_first} in layer 1 and {std_last} in layer 5; gradients {grad_first} and {grad_last}. They keep their size.",
  },
  {
    text: "Remove the tanh and keep the gain of 5/3. (Five linear layers can do no more than one, but they show what a gain does. He et al., 2015, found √2 for [ReLU](controls), which zeroes half of its input.)",
    link: "#preset=deep-linear&w=gain:5/3",
    panel: "layers",
    question: {
      ask: "What happens to the activations?",
      choices: ["They grow from layer to layer", "They keep their size", "They shrink from layer to layer"],
      answer: 0,
      because:
        "Nothing squeezes anymore: each layer multiplies the std by 5/3. The right gain for a linear layer is 1.",
    },
    observe: "std {std_first} in layer 1, {std_last} in layer 5, and the first loss is {first}, above ln V = {lnv}.",
  },
];
