#pragma once

#include <cstddef>

namespace archsynth::cli {

/// Takes memory in large pieces and gives none back before the end: a fifth of the time of a large
/// template went into asking for it a page at a time. Called once, first of all.
void take_memory_at_once();

/// Has the calling thread take huge pages, where the system has them, if a file of so many bytes
/// (a large template) is worth it. Nothing is lost if not.
void expect_input(std::size_t bytes);

/// The same for a thread that works on what was read before.
void expect_input_of_others();

}  // namespace archsynth::cli
