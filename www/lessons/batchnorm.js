// Lesson 5: BatchNorm removes the scale of the weights from the forward pass, but not from the updates.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "If pre-activations should have mean 0 and std 1, make them so. BatchNorm (Ioffe and Szegedy, 2015) takes each neuron’s values over the minibatch, subtracts their mean, divides by their std, then scales by γ and shifts by β, which are learned. Here is a network that needs it: gain 3. Every [layer](layers) is saturated.",
    link: "#preset=deep-gain-3",
    panel: "layers",
  },
  {
    text: "The same weights, to the last bit, with a norm before each tanh: [Normalization](controls) is set to batch.",
    link: "#preset=deep-gain-3&norm=batch&b=none",
    panel: "layers",
    question: {
      ask: "How much of a layer is saturated now?",
      choices: ["As much as before", "A few percent", "Nothing at all"],
      answer: 1,
      because:
        "Each neuron’s values have std 1 now, whatever the weights; a bell curve of std 1 has its tails beyond ±2.",
    },
    observe:
      "{saturated} at most, and all layers look alike. The bias is gone: the norm would subtract it with the mean.",
  },
  {
    text: "Go further: weights of std 1 in five layers of a hundred neurons, regardless of fan-in. Without a norm, most of every layer would be saturated. What do the [layers](layers) look like with one?",
    link: "#preset=deep-no-fan-in-batchnorm",
    panel: "layers",
    question: {
      ask: "Compared with weights scaled by 1/√fan_in, the activations are …",
      choices: ["the same", "larger", "saturated"],
      answer: 0,
      because: "Weights c times larger make mean and std c times larger, and c cancels (except for ε).",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 5, {saturated} saturated at most. Preset deep-batchnorm shows the same.",
  },
  {
    text: "So does scale no longer matter? Train it, and watch the [update ratio](update).",
    link: "#preset=deep-no-fan-in-batchnorm",
    panel: "update",
    play: 300,
    question: {
      ask: "Compared with weights scaled by 1/√fan_in, relative to the weights, the updates are …",
      choices: ["the same", "far smaller", "far larger"],
      answer: 1,
      because:
        "Weights c times larger get gradients c times smaller, so the update ratio falls by c². BatchNorm hides the scale from the activations, but not from the updates.",
    },
    observe: "Hidden layers between {update_least} and {update_most}: far below −3. The smoothed loss is {smooth}.",
  },
  {
    text: "Then fix the [learning rate](controls): ten times larger, and everything else unchanged.",
    link: "#preset=deep-no-fan-in-batchnorm&lr=1",
    panel: "update",
    play: 300,
    question: {
      ask: "What happens with a rate of 1?",
      choices: ["It blows up, as it would without a norm", "It learns faster"],
      answer: 1,
      because:
        "The updates were too small by about that factor. With BatchNorm a wide range of rates works; the right one depends on the scale of the weights.",
    },
    observe: "Hidden layers between {update_least} and {update_most}, and the smoothed loss is {smooth}.",
  },
  {
    text: "One more thing that it doesn’t fix. Here the hidden layer is normalized, and the [output weights](controls) have std 1 again, with no norm after them.",
    link: "#preset=batchnorm&out=std:1",
    panel: "verdicts",
    question: {
      ask: "Where does the loss start?",
      choices: ["At ln V: the network has BatchNorm", "Far above ln V"],
      answer: 1,
      because: "Only what comes before a norm is normalized. The logits come after it.",
    },
    observe:
      "At {first}, and ln V is {lnv}. A norm on the logits with a small gain would fix it as well as small weights.",
  },
];
