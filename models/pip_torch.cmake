# Makes pip_torch, the libtorch with CUDA that pip's wheel put into the virtual environment CREEL_TORCH_VENV.
# The wheel's own TorchConfig.cmake is not asked: beside Debian's libtorch-dev it links Debian's library.

set(advice "app/setup --torch pip makes it again, app/setup --torch debian builds without it")

file(GLOB torch ${CREEL_TORCH_VENV}/lib/python3*/site-packages/torch)
if(NOT EXISTS "${torch}/version.py")
    message(FATAL_ERROR "There is no torch in the virtual environment ${CREEL_TORCH_VENV}: ${advice}.")
endif()

file(STRINGS ${torch}/version.py version REGEX "^__version__")
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" version "${version}")
if(version VERSION_LESS 2.4 OR NOT version VERSION_LESS 3)
    message(FATAL_ERROR "${torch} is version ${version}, where Creel takes 2.4 to 2.x: ${advice}.")
endif()

# Most wheels before 2.7 hand strings over as GCC 4 laid them out, which links with nothing else here.
file(STRINGS ${torch}/share/cmake/Torch/TorchConfig.cmake oldStrings REGEX "_GLIBCXX_USE_CXX11_ABI=0")
if(oldStrings)
    message(FATAL_ERROR "${torch} (${version}) was built with _GLIBCXX_USE_CXX11_ABI=0 and cannot be linked with "
        "Creel; wheels from 2.7 on can: ${advice}.")
endif()

foreach(part c10 c10_cuda torch torch_cpu torch_cuda)
    if(NOT EXISTS ${torch}/lib/lib${part}.so)
        message(FATAL_ERROR "${torch} (${version}) has no lib/lib${part}.so, so it is damaged or not one for NVIDIA "
            "GPUs: ${advice}.")
    endif()
endforeach()

message(STATUS "The learning engine is built for GPUs too, on torch ${version} in ${CREEL_TORCH_VENV}")
add_library(pip_torch INTERFACE IMPORTED)
target_include_directories(pip_torch INTERFACE ${torch}/include ${torch}/include/torch/csrc/api/include)
# Nothing calls the CUDA libraries by name: they announce themselves when they are loaded.
target_link_libraries(pip_torch INTERFACE
    -Wl,--push-state,--no-as-needed ${torch}/lib/libtorch_cuda.so ${torch}/lib/libc10_cuda.so -Wl,--pop-state
    ${torch}/lib/libtorch.so ${torch}/lib/libtorch_cpu.so ${torch}/lib/libc10.so)
