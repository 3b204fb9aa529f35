// Lesson 1: the first loss should be ln V, and the output weights decide whether it is.

/** @type {import("./lesson.js").Lesson} */
export const lesson = {
  id: "start",
  title: "The right starting loss",
  next: "numb",
  cards: [
    {
      text: [
        "A network that has seen nothing knows nothing: it should give each of the V characters the same probability. So its ",
        { term: "loss", panel: "loss" },
        " can be told before the first step. Tell it, then look at a network with weights of std 1.",
      ],
      link: "#preset=naive",
      panel: "loss",
      play: 0,
      question: {
        ask: "What should the first loss be?",
        choices: ["0: no mistake has been made yet", "ln V", "Anything: training will see to it"],
        answer: 1,
        because: "An even guess gives the right character 1/V, and that costs −ln(1/V) = ln V.",
      },
      observe: "ln V is {lnv}, and this network starts at {first}. It isn’t ignorant; it is sure of itself, and wrong.",
    },
    {
      text: [
        "Its logits are sums over many hidden neurons with ",
        { term: "output weights", panel: "controls" },
        " of std 1, so they lie many units apart, and softmax makes near certainties of them. Now train it.",
      ],
      link: "#preset=naive",
      panel: "loss",
      play: 200,
      question: {
        ask: "What shape will the first 200 steps have?",
        choices: ["A steep fall, then a slow one", "A straight line", "A rise, then a fall"],
        answer: 0,
        because: "To be less sure is easy, and brings the loss down fast. To know names is hard, and comes after.",
      },
      observe:
        "From {first} to about {smooth} in {step} steps: a hockey stick. Those steps went into unlearning a false certainty.",
    },
    {
      text: [
        "The mend: ",
        { term: "output weights", panel: "controls" },
        " of std 0.01 and no output bias. All logits are then nearly equal, and the guess nearly even.",
      ],
      link: "#preset=output-fixed",
      panel: "loss",
      play: 200,
      question: {
        ask: "After the same 200 steps, where is this network?",
        choices: ["Behind: it had less far to fall", "At the same loss", "Far ahead"],
        answer: 2,
        because: "It spends its first steps on what the naive one has yet to begin: which characters follow which.",
      },
      observe: "It started at {first}, beside ln V = {lnv}, and is at about {smooth}. No hockey stick.",
    },
    {
      text: [
        "If small is good, why not exactly 0? For the output layer alone it even works (lesson 7 tells where it doesn’t). The ",
        { term: "verdict", panel: "verdicts" },
        " above compares every start with ln V.",
      ],
      link: "#preset=output-fixed&out=std:0",
      panel: "verdicts",
      play: 0,
      question: {
        ask: "Output weights of exactly 0: the first loss?",
        choices: ["0", "ln V exactly", "Not a number"],
        answer: 1,
        because: "All logits are 0, so all probabilities are exactly equal.",
      },
      observe: "It starts at {first}; ln V is {lnv}.",
    },
  ],
};
