#include "models/engine/kernel_call.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace creel {

bool hasKernel(const char* name)
{
    return c10::Dispatcher::singleton().findSchema({name, ""}).has_value();
}

c10::IValue callKernel(const char* name, const char* overload, std::vector<c10::IValue> arguments)
{
    const auto kernel = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    kernel.callBoxed(&arguments);
    return arguments.at(0);
}

} // namespace creel
