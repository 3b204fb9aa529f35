// Lesson 11: each activation has its gain: 1 for Xavier, √2 for ReLU, and for GELU none that lasts.

/** @type {import("./lesson.js").Card[]} */
export const cards = [
  {
    text: "A sum of n inputs keeps its variance if the weights have variance 1/n. Xavier (Glorot and Bengio, 2010) takes 2/(n_in + n_out), so that gradients keep theirs as well; it assumes that the activation changes little. Here it scales thirty ReLU layers of a hundred neurons: a gain of 1. Look at the [layers](layers).",
    link: "#preset=relu-xavier",
    panel: "layers",
    question: {
      ask: "What is left of the first layer’s std in layer 30?",
      choices: ["All of it", "About half", "Less than a thousandth"],
      answer: 2,
      because: "ReLU zeroes half of its inputs, and with them half of the variance: × 0.71 for the std, 29 times.",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 30. Gradients shrink as much on their way back: {grad_last} at layer 30, {grad_first} at layer 1.",
  },
  {
    text: "Now train it: the output layer can learn something even from a signal that small. What do the layers below learn? Watch their [update ratio](update).",
    link: "#preset=relu-xavier",
    panel: "update",
    play: 100,
    question: {
      ask: "By how much does a step change the slowest layer, relative to its weights?",
      choices: ["By a thousandth", "By a hundred-thousandth", "By less than a millionth"],
      answer: 2,
      because:
        "An update is rate × gradient, and gradients that were halved layer after layer make updates of that size.",
    },
    observe: "Hidden layers between {update_least} and {update_most}, after 100 steps. The smoothed loss is {smooth}.",
  },
  {
    text: "Kaiming (He et al., 2015) doubles the variance of the [weights](controls), to 2/n: a gain of √2, which makes up for the half that ReLU cuts. The dashed line is the prediction for infinite width.",
    link: "#preset=relu-kaiming",
    panel: "layers",
    question: {
      ask: "What do the thirty layers do now?",
      choices: [
        "Activations and gradients keep their size",
        "Activations do, but gradients still shrink",
        "Both grow in every layer",
      ],
      answer: 0,
      because: "ReLU’s slope is 0 for half of the inputs as well, so the same √2 is right on the way back.",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 30; gradients {grad_first} and {grad_last}. With a hundred neurons, each layer is off by a little.",
  },
  {
    text: "GELU looks like a smooth ReLU, so √2 seems to be a fair choice for it too. Here are thirty [GELU layers](layers) with it.",
    link: "#preset=relu-kaiming&act=gelu&w=gain:√2",
    panel: "layers",
    question: {
      ask: "What happens to the activations?",
      choices: ["They keep their size", "They shrink, and faster the deeper it gets", "They grow"],
      answer: 1,
      because:
        "Near 0, GELU is about x/2, and a layer multiplies the std by √2/2 = 0.71: what is small shrinks fastest.",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 30; gradients {grad_last} at layer 30, {grad_first} at layer 1.",
  },
  {
    text: "So take the [gain](controls) that is exactly right for GELU at std 1: 1.53. (PyTorch has none for it; here kaiming_normal without a number uses it.)",
    link: "#preset=relu-kaiming&act=gelu&w=kaiming_normal",
    panel: "layers",
    question: {
      ask: "Does it last for thirty layers?",
      choices: ["Yes", "No: they shrink, only later", "No: they grow"],
      answer: 2,
      because:
        "What is a little above std 1 grows in each layer, what is below shrinks. No gain is stable for GELU or SiLU: they need a norm or residual connections.",
    },
    observe: "std {std_first} in layer 1, {std_last} in layer 30, and the first loss is {first}.",
  },
  {
    text: "SELU (Klambauer et al., 2017) was designed the other way round: with a gain of 1, what is above std 1 shrinks and what is below grows. Here are thirty [layers](layers) of it.",
    link: "#preset=selu",
    panel: "layers",
    question: {
      ask: "What does layer 30 look like?",
      choices: ["Like layer 1", "Far smaller", "Far larger"],
      answer: 0,
      because: "Each layer corrects what the one before it was off by, instead of adding to it.",
    },
    observe:
      "std {std_first} in layer 1, {std_last} in layer 30. Gradients have no such correction: {grad_last} and {grad_first}, a slow growth on their way back.",
  },
];
