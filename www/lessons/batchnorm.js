// Lesson 5: BatchNorm takes the scale of the weights out of the forward pass, and out of nothing else.

/** @type {import("./lesson.js").Lesson} */
export const lesson = {
  id: "batchnorm",
  title: "What BatchNorm rescues",
  next: "coupling",
  cards: [
    {
      text: [
        "If pre-activations should have mean 0 and std 1, make them so. BatchNorm (Ioffe and Szegedy, 2015) takes each neuron’s values over the minibatch, subtracts their mean, divides by their std, then scales by γ and shifts by β, which are learned. Here is a network that needs it: gain 3. Every ",
        { term: "layer", panel: "layers" },
        " is saturated.",
      ],
      link: "#preset=deep-gain-3",
      panel: "layers",
      play: 0,
    },
    {
      text: [
        "The same weights, to the last bit, with a norm before each tanh: ",
        { term: "Normalization", panel: "controls" },
        " is set to batch.",
      ],
      link: "#preset=deep-gain-3&norm=batch&b=none",
      panel: "layers",
      play: 0,
      question: {
        ask: "How much of a layer is saturated now?",
        choices: ["As much as before", "Some per cent", "Nothing at all"],
        answer: 1,
        because:
          "Each neuron’s values have std 1 now, whatever the weights; a bell of std 1 has some of its tails beyond ±2.",
      },
      observe: "{saturated} at most, and all layers look alike. The bias went: the norm subtracts it with the mean.",
    },
    {
      text: [
        "Go all the way: weights of std 1 in five layers of a hundred neurons, with no regard to fan-in. Without a norm, most of every layer would be saturated. ",
        { term: "Layers", panel: "layers" },
        " with one?",
      ],
      link: "#preset=deep-no-fan-in-batchnorm",
      panel: "layers",
      play: 0,
      question: {
        ask: "Beside weights scaled by 1/√fan_in, the activations are …",
        choices: ["the same", "larger", "saturated"],
        answer: 0,
        because: "Weights c times larger make mean and std c times larger, and c cancels (ε aside).",
      },
      observe:
        "std {std_first} in layer 1, {std_last} in layer 5, {saturated} saturated at most. Preset deep-batchnorm shows the same.",
    },
    {
      text: ["So is scale of no matter any more? Train it, and watch ", { term: "update:data", panel: "update" }, "."],
      link: "#preset=deep-no-fan-in-batchnorm",
      panel: "update",
      play: 300,
      question: {
        ask: "Beside weights scaled by 1/√fan_in, the updates are …",
        choices: ["as large, beside the weights", "far smaller, beside the weights", "far larger, beside the weights"],
        answer: 1,
        because:
          "Weights c times larger get gradients c times smaller, so update:data falls by c². BatchNorm hides the scale from the activations, not from the learning rate.",
      },
      observe: "Hidden layers between {update_least} and {update_most}: far under −3. The loss is at about {smooth}.",
    },
    {
      text: [
        "Then mend what is wrong: the ",
        { term: "learning rate", panel: "controls" },
        ". Ten times more, and everything else as it was.",
      ],
      link: "#preset=deep-no-fan-in-batchnorm&lr=1",
      panel: "update",
      play: 300,
      question: {
        ask: "A rate of 1?",
        choices: ["It blows up, as it would without a norm", "It learns faster"],
        answer: 1,
        because:
          "The updates were too small by as much. With BatchNorm a wide range of rates works; the right one depends on the weights’ scale.",
      },
      observe: "Hidden layers between {update_least} and {update_most}, and the loss is at about {smooth}.",
    },
    {
      text: [
        "One thing more that it doesn’t rescue. Here the hidden layer is normed, and the ",
        { term: "output weights", panel: "controls" },
        " have std 1 again, with no norm behind them.",
      ],
      link: "#preset=batchnorm&out=std:1",
      panel: "loss",
      play: 0,
      question: {
        ask: "Where does the loss start?",
        choices: ["At ln V: the network has BatchNorm", "Far above ln V"],
        answer: 1,
        because: "Only what comes before a norm is normed. The logits come after it.",
      },
      observe:
        "At {first}, and ln V is {lnv}. A norm on the logits with a small gain would mend it as well as small weights.",
    },
  ],
};
