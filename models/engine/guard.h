#pragma once

#include "core/learning/learning_text.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

namespace creel {

/// Runs `work`, which returns a Result, and turns what libtorch or OpenCV throws into its error.
template<class Work>
auto guarded(Work&& work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Internal,
                    LearningText::tr("There is not enough memory for the network. Close other "
                                     "programs or take a smaller network."));
    } catch (const c10::Error& error) {
        return fail(ErrorCode::Internal,
                    LearningText::tr("The learning engine failed: %1.")
                        .arg(QString::fromUtf8(error.what_without_backtrace())),
                    QString::fromUtf8(error.what()));
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal,
                    LearningText::tr("The learning engine failed: %1.").arg(QString::fromUtf8(error.what())));
    }
}

} // namespace creel
