#include "ui/patience.h"

#include <sys/resource.h>
#include <unistd.h>

namespace creel {

void makeThisThreadPatient()
{
    constexpr int patience = 10; // of nice(1)
    ::setpriority(PRIO_PROCESS, id_t(::gettid()), patience);
}

} // namespace creel
